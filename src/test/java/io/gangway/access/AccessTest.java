package io.gangway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RunningSite;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code allow} and {@code deny}. The field X-Real-IP gives the client another address. */
class AccessTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                set_real_ip_from 127.0.0.1;
                location /open/ { alias %{dir}/html/; }
                location /order/ { alias %{dir}/html/; deny 10.1.0.0/16; allow 10.0.0.0/8; deny all; }
                location /one/ { alias %{dir}/html/; deny 10.1.2.3; }
                location /six/ { alias %{dir}/html/; allow 2001:db8::/32; allow ::ffff:10.0.0.0/104; deny all; }
                location /unix/ { alias %{dir}/html/; allow unix:; deny all; }
                location /outer/ {
                    alias %{dir}/html/;
                    deny all;
                    location /outer/same/ { alias %{dir}/html/; }
                    location /outer/own/ { alias %{dir}/html/; allow 10.0.0.0/8; }
                }
                location /any/ {
                    alias %{dir}/html/;
                    satisfy any;
                    allow 10.0.0.0/8;
                    deny all;
                    auth_basic closed;
                    auth_basic_user_file %{dir}/passwords;
                }
                location /method/ { alias %{dir}/html/; limit_except GET { deny all; } }
                location /return/ { deny all; return 200 returned; }
                location /page/ { alias %{dir}/html/; deny all; error_page 403 =200 /open/page; }
            }
            """;

    @RegisterExtension
    static final RunningSite site =
            RunningSite.of(CONFIG).file("html/page", "page").file("passwords", "a:{PLAIN}secret");

    private static int status(String path, String address) throws IOException {
        return site.get(path + "page", "X-Real-IP: " + address).status();
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, 403", "10.1.255.255, 403", "10.2.0.0, 200", "10.0.0.0, 200", "11.0.0.0, 403", "::1, 403"})
    void the_first_rule_that_matches_decides(String address, int status) throws Exception {
        assertThat(status("/order/", address)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, 403", "10.1.2.4, 200", "2001:db8::1, 200"})
    void a_client_that_matches_no_rule_is_allowed(String address, int status) throws Exception {
        assertThat(status("/one/", address)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 200",
        "2001:db8:ffff::, 200",
        "2001:db9::1, 403",
        "::ffff:10.1.2.3, 403",
        "10.1.2.3, 403",
        "::1, 403"
    })
    void a_network_may_be_one_of_ipv6(String address, int status) throws Exception {
        assertThat(status("/six/", address)).isEqualTo(status);
    }

    @Test
    void the_rule_for_unix_sockets_does_not_match_an_address() throws Exception {
        assertThat(status("/unix/", "127.0.0.1")).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"/outer/, 403", "/outer/same/, 403", "/outer/own/, 200"})
    void rules_of_a_level_replace_those_of_the_outer_level(String path, int status) throws Exception {
        assertThat(status(path, "192.0.2.1")).isEqualTo(status);
    }

    @Test
    void with_satisfy_any_an_allowed_address_needs_no_password() throws Exception {
        assertThat(status("/any/", "10.0.0.1")).isEqualTo(200);
    }

    @Test
    void with_satisfy_any_a_password_replaces_the_address() throws Exception {
        assertThat(status("/any/", "192.0.2.1")).isEqualTo(401);
        assertThat(site.get("/any/page", "X-Real-IP: 192.0.2.1", "Authorization: Basic YTpzZWNyZXQ=")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"GET, 200", "HEAD, 200", "DELETE, 403"})
    void limit_except_applies_rules_to_other_methods(String method, int status) throws Exception {
        assertThat(site.send(RawHttp.request(method, "/method/page")).status()).isEqualTo(status);
    }

    @Test
    void return_responds_before_the_rules_are_checked() throws Exception {
        assertThat(site.get("/return/").body()).isEqualTo("returned");
    }

    @Test
    void a_refused_client_may_get_an_error_page() throws Exception {
        assertThat(site.get("/page/page").body()).isEqualTo("page");
    }

    @Test
    void a_refusal_is_logged() throws Exception {
        site.get("/unix/logged");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("nginx.conf.log")))
                        .containsPattern("\\[error] .*access forbidden by rule, client: 127\\.0\\.0\\.1, server: , "
                                + "request: \"GET /unix/logged HTTP/1\\.1\", host: \"localhost\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "allow localhost;      | [emerg] invalid parameter \"localhost\" in nginx.conf:3",
                "deny 10.0.0.0/33;     | [emerg] invalid parameter \"10.0.0.0/33\" in nginx.conf:3",
                "deny 2001:db8::/129;  | [emerg] invalid parameter \"2001:db8::/129\" in nginx.conf:3",
                "deny 10.0.0.1/8;      | [warn] low address bits of 10.0.0.1/8 are meaningless in nginx.conf:3",
                "allow all all;        | [emerg] invalid number of arguments in \"allow\" directive in nginx.conf:3",
            })
    void a_wrong_address_is_named(String directive, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directive)).containsExactly(message);
    }
}
