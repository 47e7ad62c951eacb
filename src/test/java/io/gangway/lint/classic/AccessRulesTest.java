package io.gangway.lint.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.lint.RuleProof;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.SelfSigned;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the rules about servers and who may do what say is what nginx does. */
class AccessRulesTest {
    private final RuleProof proof = new RuleProof();

    @BeforeEach
    void writeFiles() throws IOException {
        proof.site().file("html/a.txt", "file");
    }

    @AfterEach
    void close() throws Exception {
        proof.close();
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_return_answers_whom_deny_forbids(String server) throws IOException {
        int bad = proof.bad(server, "return_bypasses_allow_deny", "location / { deny all; return 200 secret; }");
        int good = proof.good(server, "return_bypasses_allow_deny", "location / { deny all; root %{dir}/html; }");

        assertThat(RawHttp.get(bad, "/secret.txt").body()).isEqualTo("secret");
        assertThat(RawHttp.get(good, "/secret.txt").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void everybody_reads_the_status_page(String server) throws IOException {
        String listen = "server { listen *:%{port}; location / { stub_status; DENY } }";
        int bad = proof.bad(server, "status_page_exposed", listen.replace("DENY", ""));
        int good = proof.good(server, "status_page_exposed", listen.replace("DENY", "allow 10.0.0.1; deny all;"));

        assertThat(RawHttp.get(bad, "/").body()).startsWith("Active connections: ");
        assertThat(RawHttp.get(good, "/").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void an_allow_alone_forbids_nothing(String server) throws IOException {
        String root = "root %{dir}/html; deny all; ";
        int bad = proof.bad(server, "allow_without_deny", root + "location / { allow 10.0.0.0/8; }");
        int good = proof.good(server, "allow_without_deny", root + "location / { allow 10.0.0.0/8; deny all; }");

        assertThat(RawHttp.get(bad, "/a.txt").status()).isEqualTo(200);
        assertThat(RawHttp.get(good, "/a.txt").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_rule_after_all_has_no_effect(String server) throws IOException {
        String root = "root %{dir}/html; ";
        int bad = proof.bad(server, "unreachable_access_rule", root + "location / { deny all; allow 127.0.0.1; }");
        int good = proof.good(server, "unreachable_access_rule", root + "location / { allow 127.0.0.1; deny all; }");

        assertThat(RawHttp.get(bad, "/a.txt").status()).isEqualTo(403);
        assertThat(RawHttp.get(good, "/a.txt").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void valid_referers_alone_forbids_nothing(String server) throws IOException {
        String root = "root %{dir}/html; valid_referers none friend.test; ";
        int bad = proof.bad(server, "valid_referers", root);
        int good = proof.good(server, "valid_referers", root + "if ($invalid_referer) { return 403; }");

        assertThat(RawHttp.get(bad, "/a.txt", "Referer: http://foe.test/").status())
                .isEqualTo(200);
        assertThat(RawHttp.get(good, "/a.txt", "Referer: http://foe.test/").status())
                .isEqualTo(403);
        assertThat(RawHttp.get(good, "/a.txt", "Referer: http://friend.test/").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void the_first_server_gets_the_requests_for_unknown_hosts(String server) throws IOException {
        String first = "server { listen 127.0.0.1:%{port}; server_name a.test; return 201; } ";
        int bad = proof.bad(
                server,
                "default_server",
                "events { }\nhttp { " + first
                        + "server { listen 127.0.0.1:%{port}; server_name b.test; return 202; } }");
        int good = proof.good(
                server,
                "default_server",
                "events { }\nhttp { " + first + "server { listen 127.0.0.1:%{port} default_server; return 404; } }");

        assertThat(RawHttp.get(bad, "/").status()).isEqualTo(201);
        assertThat(RawHttp.get(good, "/").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_pattern_without_an_end_allows_a_foreign_origin(String server) throws IOException {
        String map = "map $http_origin $allowed { default ''; \"%s\" $http_origin; } server { "
                + "listen 127.0.0.1:%%{port}; root %%{dir}/html; add_header Access-Control-Allow-Origin $allowed; }";
        int bad = proof.bad(server, "origins", map.formatted("~^https://www\\\\.friend\\\\.test"));
        int good = proof.good(server, "origins", map.formatted("~^https://www\\\\.friend\\\\.test$"));
        String foe = "https://www.friend.test.foe.test";

        assertThat(RawHttp.get(bad, "/a.txt", "Origin: " + foe).field("Access-Control-Allow-Origin"))
                .isEqualTo(foe);
        assertThat(RawHttp.get(good, "/a.txt", "Origin: " + foe).field("Access-Control-Allow-Origin"))
                .isNull();
        assertThat(RawHttp.get(good, "/a.txt", "Origin: https://www.friend.test")
                        .field("Access-Control-Allow-Origin"))
                .isEqualTo("https://www.friend.test");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void each_origin_may_send_credentials(String server) throws IOException {
        String map = "map $http_origin $allowed { default ''; https://friend.test $http_origin; } server { "
                + "listen 127.0.0.1:%%{port}; root %%{dir}/html; add_header Access-Control-Allow-Origin %s; "
                + "add_header Access-Control-Allow-Credentials true; }";
        int bad = proof.bad(server, "cors_credentials", map.formatted("$http_origin"));
        int good = proof.good(server, "cors_credentials", map.formatted("$allowed"));

        RawResponse response = RawHttp.get(bad, "/a.txt", "Origin: https://foe.test");
        assertThat(response.field("Access-Control-Allow-Origin")).isEqualTo("https://foe.test");
        assertThat(response.field("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(RawHttp.get(good, "/a.txt", "Origin: https://foe.test").field("Access-Control-Allow-Origin"))
                .isNull();
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void another_field_escapes_the_limit(String server) throws IOException {
        String zone = "limit_req_zone %s zone=z:64k rate=1r/m; "
                + "server { listen 127.0.0.1:%%{port}; root %%{dir}/html; limit_req zone=z; }";
        int bad = proof.bad(server, "limit_key_spoofing", zone.formatted("$http_x_forwarded_for"));
        int good = proof.good(server, "limit_key_spoofing", zone.formatted("$binary_remote_addr"));

        assertThat(RawHttp.get(bad, "/a.txt", "X-Forwarded-For: 1").status()).isEqualTo(200);
        assertThat(RawHttp.get(bad, "/a.txt", "X-Forwarded-For: 2").status()).isEqualTo(200);
        assertThat(RawHttp.get(good, "/a.txt", "X-Forwarded-For: 1").status()).isEqualTo(200);
        assertThat(RawHttp.get(good, "/a.txt", "X-Forwarded-For: 2").status()).isEqualTo(503);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_client_chooses_its_address(String server) throws IOException {
        String rules = " real_ip_header X-Forwarded-For; root %{dir}/html; allow 10.1.2.3; deny all;";
        int bad = proof.bad(server, "realip_trusts_all", "set_real_ip_from 0.0.0.0/0;" + rules);
        int good = proof.good(server, "realip_trusts_all", "set_real_ip_from 10.0.0.0/8;" + rules);

        assertThat(RawHttp.get(bad, "/a.txt", "X-Forwarded-For: 10.1.2.3").status())
                .isEqualTo(200);
        assertThat(RawHttp.get(good, "/a.txt", "X-Forwarded-For: 10.1.2.3").status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_name_with_a_port_is_never_chosen(String server) throws IOException {
        String servers = "server { listen 127.0.0.1:%%{port} default_server; return 404; } "
                + "server { listen 127.0.0.1:%%{port}; server_name %s; return 200; }";
        String request = "GET / HTTP/1.1\r\nHost: www.test:8080\r\nConnection: close\r\n\r\n";

        int bad = proof.bad(server, "server_name_never_matches", servers.formatted("www.test:8080"));
        assertThat(RawHttp.send(bad, request).status()).isEqualTo(404);
        int good = proof.good(server, "server_name_never_matches", servers.formatted("www.test"));
        assertThat(RawHttp.send(good, request).status()).isEqualTo(200);
    }

    /** The rule asks for port 443, which a test cannot have. */
    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_port_with_a_certificate_and_without_ssl_speaks_plain_http(String server) throws Exception {
        SelfSigned certificate = SelfSigned.of("www.test");
        proof.site().file("c.pem", certificate.certificatePem()).file("c.key", certificate.keyPem());
        String tls =
                "server { listen %s; ssl_certificate %%{dir}/c.pem; ssl_certificate_key %%{dir}/c.key; return 201; }";

        proof.configure(tls.formatted("443"));
        assertThat(proof.rules()).contains("listen_without_ssl");
        proof.configure(tls.formatted("443 ssl"));
        assertThat(proof.rules()).doesNotContain("listen_without_ssl");
        int plain = proof.good(server, "listen_without_ssl", tls.formatted("127.0.0.1:%{port}"));
        assertThat(RawHttp.get(plain, "/").status()).isEqualTo(201);
        int encrypted = proof.good(server, "listen_without_ssl", tls.formatted("127.0.0.1:%{port} ssl"));
        assertThat(RawHttp.get(encrypted, "/").body()).contains("plain HTTP request was sent to HTTPS port");
    }
}
