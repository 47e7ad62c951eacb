package io.gangway.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RunningSite;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code valid_referers} and {@code $invalid_referer}. */
class ValidReferersTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                server_name localhost *.wild.test;
                location /names { valid_referers *.head.test tail.* .dot.test www.path.test/galleries/; return 200 "[$invalid_referer]"; }
                location /none { valid_referers none x.test; return 200 "[$invalid_referer]"; }
                location /blocked { valid_referers blocked x.test; return 200 "[$invalid_referer]"; }
                location /server { valid_referers server_names; if ($invalid_referer) { return 403; } return 200 "[]"; }
                location /regex { valid_referers ~\\.google\\. ~^path\\.test/a; return 200 "[$invalid_referer]"; }
                location /outer {
                    valid_referers outer.test;
                    location /outer/same { return 200 "[$invalid_referer]"; }
                    location /outer/own { valid_referers own.test; return 200 "[$invalid_referer]"; }
                }
                location /absent { return 200 "[$invalid_referer]"; }
            }
            server {
                listen 127.0.0.1:%{port:nameless};
                location / { valid_referers server_names; return 200 "[$invalid_referer]"; }
                location /none { valid_referers none server_names; return 200 "[$invalid_referer]"; }
            }
            """;

    @RegisterExtension
    static final RunningSite site = RunningSite.of(CONFIG);

    private static String body(String target, String referer) throws IOException {
        return site.get(target, "Referer: " + referer).body();
    }

    @ParameterizedTest
    @CsvSource({
        "http://x.head.test/, []",
        "https://x.head.test, []",
        "HTTP://X.HEAD.TEST/, []",
        "http://head.test/, [1]",
        "http://tail.org/, []",
        "http://tail.org:8080/, []",
        "http://dot.test/, []",
        "http://x.dot.test/, []",
        "http://www.path.test/galleries/1, []",
        "http://www.path.test/other, [1]",
        "http://x.test/, [1]",
        "ftp://dot.test/, [1]",
        "dot.test, [1]",
        "http://, [1]"
    })
    void a_referer_is_compared_by_host_and_path(String referer, String result) throws Exception {
        assertThat(body("/names", referer)).isEqualTo(result);
    }

    @Test
    void none_allows_requests_without_a_referer() throws Exception {
        assertThat(site.get("/none").body()).isEqualTo("[]");
        assertThat(site.get("/blocked").body()).isEqualTo("[1]");
    }

    @ParameterizedTest
    @CsvSource({"hidden, []", "http, []", "http://y.test/, [1]"})
    void blocked_allows_a_referer_without_scheme(String referer, String result) throws Exception {
        assertThat(body("/blocked", referer)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/, 200",
        "http://a.wild.test/x, 200",
        "http://wild.test/, 403",
        "http://other.test/, 403"
    })
    void server_names_allows_the_names_of_the_server(String referer, int status) throws Exception {
        assertThat(site.get("/server", "Referer: " + referer).status()).isEqualTo(status);
    }

    @Test
    void a_server_without_name_allows_no_host() throws Exception {
        int port = site.port("nameless");

        assertThat(RawHttp.get(port, "/", "Referer: http://a.test/").body()).isEqualTo("[1]");
        assertThat(RawHttp.get(port, "/none", "Referer: http://a.test/").body()).isEqualTo("[1]");
        assertThat(RawHttp.get(port, "/none").body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource({
        "https://www.google.de/search, []",
        "http://path.test/a, []",
        "http://PATH.test/abc, []",
        "http://path.test/b, [1]"
    })
    void an_expression_is_compared_with_what_follows_the_scheme(String referer, String result) throws Exception {
        assertThat(body("/regex", referer)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
        "/outer/same, http://outer.test/, []",
        "/outer/own, http://outer.test/, [1]",
        "/outer/own, http://own.test/, []"
    })
    void names_of_a_level_replace_those_of_the_outer_level(String target, String referer, String result)
            throws Exception {
        assertThat(body(target, referer)).isEqualTo(result);
    }

    @Test
    void without_the_directive_every_referer_is_valid() throws Exception {
        assertThat(body("/absent", "http://x.test/")).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "valid_referers a.test a.test;  | [emerg] conflicting parameter \"a.test\" in nginx.conf:3",
                "valid_referers a.test/b A.TEST/c; | [emerg] conflicting parameter \"a.test\" in nginx.conf:3",
                "valid_referers *.a.test .A.test; | [emerg] conflicting parameter \".a.test\" in nginx.conf:3",
                "valid_referers .a.test a.test; | [emerg] conflicting parameter \"a.test\" in nginx.conf:3",
                "valid_referers a*b;            | [emerg] invalid hostname or wildcard \"a*b\" in nginx.conf:3",
                "valid_referers ~;              | [emerg] empty regex in \"~\" in nginx.conf:3",
                "valid_referers;                | [emerg] invalid number of arguments in \"valid_referers\" directive in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directive, String message) throws Exception {
        assertThat(ConfigurationCheck.messages("server { listen 127.0.0.1:18080; " + directive + " }"))
                .containsExactly(message);
    }
}
