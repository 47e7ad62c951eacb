package io.gangway.lint.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.lint.RuleProof;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the rules about files and rewriting say is what nginx does. */
class FileRulesTest {
    private final RuleProof proof = new RuleProof();

    @BeforeEach
    void writeFiles() throws IOException {
        proof.site().file("html/a.txt", "file").file("html/img/a.txt", "image").file("html/secret.txt", "secret");
    }

    @AfterEach
    void close() throws Exception {
        proof.close();
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_prefix_without_a_slash_leads_to_the_parent_of_its_alias(String server) throws IOException {
        int bad = proof.bad(server, "alias_traversal", "location /img { alias %{dir}/html/img/; }");
        int good = proof.good(server, "alias_traversal", "location /img/ { alias %{dir}/html/img/; }");

        assertThat(RawHttp.get(bad, "/img../secret.txt").body()).isEqualTo("secret");
        assertThat(RawHttp.get(good, "/img../secret.txt").status()).isEqualTo(404);
        assertThat(RawHttp.get(good, "/img/a.txt").body()).isEqualTo("image");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void an_alias_without_captures_is_the_same_for_all_uris(String server) throws IOException {
        int bad = proof.bad(server, "alias_in_regex_location", "location ~ ^/img/ { alias %{dir}/html/img/; }");
        int good =
                proof.good(server, "alias_in_regex_location", "location ~ ^/img/(.*)$ { alias %{dir}/html/img/$1; }");

        assertThat(RawHttp.get(bad, "/img/a.txt").body()).doesNotContain("image");
        assertThat(RawHttp.get(good, "/img/a.txt").body()).isEqualTo("image");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void an_add_header_of_a_location_replaces_those_of_its_server(String server) throws IOException {
        String outer = "root %{dir}/html; add_header X-Frame-Options DENY; ";
        int bad = proof.bad(server, "add_header_redefinition", outer + "location / { add_header X-More more; }");
        int good = proof.good(
                server,
                "add_header_redefinition",
                outer + "location / { add_header X-More more; add_header X-Frame-Options DENY; }");

        assertThat(RawHttp.get(bad, "/a.txt").field("X-Frame-Options")).isNull();
        assertThat(RawHttp.get(good, "/a.txt").field("X-Frame-Options")).isEqualTo("DENY");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void an_if_switches_off_try_files_and_the_headers_of_another(String server) throws IOException {
        int bad = proof.bad(server, "if_is_evil", """
                root %{dir}/html;
                location / { try_files $uri /a.txt; if ($arg_x) { set $x 1; } }
                location /img/ {
                    if ($arg_x) { add_header X-First 1; }
                    if ($arg_y) { add_header X-Second 1; }
                }
                """);
        int good = proof.good(server, "if_is_evil", """
                root %{dir}/html;
                location / { try_files $uri /a.txt; if ($arg_x = 2) { return 405; } }
                """);

        assertThat(RawHttp.get(bad, "/missing").body()).isEqualTo("file");
        assertThat(RawHttp.get(bad, "/missing?x=1").status()).isEqualTo(404);
        RawResponse both = RawHttp.get(bad, "/img/a.txt?x=1&y=1");
        assertThat(both.field("X-First")).isNull();
        assertThat(both.field("X-Second")).isEqualTo("1");
        assertThat(RawHttp.get(good, "/missing?x=1").body()).isEqualTo("file");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void an_extension_without_an_anchor_matches_another_one(String server) throws IOException {
        int bad = proof.bad(server, "unanchored_regex", "location ~ \\.js { return 201; } location / { return 202; }");
        int good =
                proof.good(server, "unanchored_regex", "location ~ \\.js$ { return 201; } location / { return 202; }");

        assertThat(RawHttp.get(bad, "/api/a.json").status()).isEqualTo(201);
        assertThat(RawHttp.get(good, "/api/a.json").status()).isEqualTo(202);
        assertThat(RawHttp.get(good, "/a.js").status()).isEqualTo(201);
    }

    /** Gangway matches such patterns in linear time, see docs/differences.md. */
    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_repetition_in_a_repetition_reaches_the_match_limit(String server) throws IOException {
        int bad = proof.bad(server, "regex_redos", "location ~ ^/([a-z]+-?)+$ { return 200; }");
        int good = proof.good(server, "regex_redos", "location ~ ^/([a-z]+-)*[a-z]+$ { return 200; }");
        String target = "/" + "a".repeat(40) + "!";

        assertThat(RawHttp.get(bad, target).status()).isEqualTo(server.equals("nginx") ? 500 : 404);
        assertThat(RawHttp.get(good, target).status()).isEqualTo(404);
        assertThat(RawHttp.get(good, "/a-bc").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void the_captures_of_a_location_are_lost_in_an_if(String server) throws IOException {
        int bad = proof.bad(server, "overlapping_captures", """
                location ~ ^/files/(.*)$ { if ($http_user_agent ~ bot) { return 403; } alias %{dir}/html/$1; }
                """);
        int good = proof.good(server, "overlapping_captures", """
                location ~ ^/files/(?<file>.*)$ { if ($http_user_agent ~ bot) { return 403; } alias %{dir}/html/$file; }
                """);

        assertThat(RawHttp.get(bad, "/files/a.txt", "User-Agent: a").body()).doesNotContain("file");
        assertThat(RawHttp.get(good, "/files/a.txt", "User-Agent: a").body()).isEqualTo("file");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_capture_that_does_not_exist_is_empty(String server) throws IOException {
        String pass = " location / { proxy_pass http://%{backend}; }";
        RawHttp.get(proof.bad(server, "undefined_capture", "rewrite ^/u/(\\w+)/\\w+$ /v/$1/$2;" + pass), "/u/a/b");
        assertThat(proof.backend().lastRequest().target()).isEqualTo("/v/a/");

        RawHttp.get(proof.good(server, "undefined_capture", "rewrite ^/u/(\\w+)/(\\w+)$ /v/$1/$2;" + pass), "/u/a/b");
        assertThat(proof.backend().lastRequest().target()).isEqualTo("/v/a/b");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void the_error_log_is_a_file_with_the_name_off(String server) throws IOException {
        proof.good(server, "error_log_off", "error_log /dev/null crit;");
        assertThat(proof.site().dir().resolve("off")).doesNotExist();

        proof.bad(server, "error_log_off", "error_log off;");
        assertThat(proof.site().dir().resolve("off")).exists();
    }
}
