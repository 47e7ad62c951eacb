package io.gangway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.RunningSite;
import io.gangway.testing.Script;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code auth_request} and {@code auth_request_set}: a backend decides. */
class AuthRequestTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir}/html;
                location = /auth { internal; proxy_pass http://%{backend}/check?of=$request_uri; proxy_pass_request_body off; proxy_set_header Content-Length ""; }
                location /guarded/ {
                    alias %{dir}/html/;
                    auth_request /auth;
                    auth_request_set $user $upstream_http_x_user;
                    auth_request_set $decision $upstream_status;
                    add_header X-User "$user $decision" always;
                    location /guarded/open/ { alias %{dir}/html/; auth_request off; }
                }
                location /any/ { alias %{dir}/html/; satisfy any; deny all; auth_request /auth; }
                location /local/ { alias %{dir}/html/; auth_request /ok; }
                location = /ok { return 204; }
                location /page/ { alias %{dir}/html/; auth_request /auth; error_page 401 403 =200 /a; }
            }
            """;

    @RegisterExtension
    final RunningSite site = RunningSite.of(CONFIG)
            .backend(Script.response(200, "ignored", "X-User: somebody"))
            .file("html/a", "a");

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void a_success_allows_the_request(int status) throws Exception {
        site.backend()
                .respond(Script.raw("HTTP/1.1 " + status + " OK\r\nX-User: somebody\r\n"
                        + (status == 204 ? "" : "Content-Length: 0\r\n") + "\r\n"));
        RawResponse response = site.get("/guarded/a");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("a");
        assertThat(response.field("X-User")).isEqualTo("somebody " + status);
    }

    @ParameterizedTest
    @CsvSource({"401, 401", "403, 403", "302, 500", "404, 500", "500, 500", "503, 500"})
    void only_401_and_403_are_passed_on(int status, int expected) throws Exception {
        site.backend().respond(Script.response(status, "no", "Location: /x"));
        RawResponse response = site.get("/guarded/a");

        assertThat(response.status()).isEqualTo(expected);
        assertThat(response.field("X-User").strip()).isEqualTo(String.valueOf(status));
        assertThat(response.body()).contains("<center><h1>" + expected + " ");
    }

    @Test
    void an_unexpected_status_is_logged() throws Exception {
        site.backend().respond(Script.response(404, "no"));
        site.get("/guarded/a");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("nginx.conf.log")))
                        .contains("auth request unexpected status: 404"));
    }

    @Test
    void a_401_carries_the_challenge_of_the_backend() throws Exception {
        site.backend().respond(Script.response(401, "no", "WWW-Authenticate: Custom realm=\"r\""));

        assertThat(site.get("/guarded/a").field("WWW-Authenticate")).isEqualTo("Custom realm=\"r\"");
    }

    @Test
    void the_backend_sees_a_get_without_body_and_the_fields_of_the_client() throws Exception {
        RawHttp.send(
                site.port(),
                "PUT /guarded/a?q HTTP/1.1\r\nHost: localhost\r\nX-Mine: yes\r\nContent-Length: 4\r\n"
                        + "Connection: close\r\n\r\nbody");
        RecordedRequest request = site.backend().lastRequest();

        assertThat(request.line()).isEqualTo("GET /check?of=/guarded/a?q HTTP/1.1");
        assertThat(request.field("X-Mine")).isEqualTo("yes");
        assertThat(request.field("Content-Length")).isNull();
        assertThat(request.body()).isEmpty();
    }

    @Test
    void off_allows_access_to_an_inner_location() throws Exception {
        assertThat(site.get("/guarded/open/a").status()).isEqualTo(200);
        assertThat(site.backend().requests()).isEmpty();
    }

    @Test
    void with_satisfy_any_the_backend_may_overrule_the_address() throws Exception {
        assertThat(site.get("/any/a").status()).isEqualTo(200);
        site.backend().respond(Script.response(403, "no"));
        assertThat(site.get("/any/a").status()).isEqualTo(403);
    }

    @Test
    void a_location_of_this_server_may_decide() throws Exception {
        assertThat(site.get("/local/a").body()).isEqualTo("a");
    }

    @Test
    void a_refused_client_may_get_an_error_page() throws Exception {
        site.backend().respond(Script.response(403, "no"));

        assertThat(site.get("/page/a").body()).isEqualTo("a");
    }

    @Test
    void a_backend_that_aborts_gives_500() throws Exception {
        site.backend().respond(Script.close());

        assertThat(site.get("/guarded/a").status()).isEqualTo(500);
    }

    @Test
    void a_client_that_disconnects_ends_the_subrequest() throws Exception {
        site.backend().respond(Script.noResponse());
        RawConnection client = site.connect().send(RawHttp.request("GET", "/guarded/a"));
        site.backend().lastRequest();
        client.reset();

        await().atMost(Duration.ofSeconds(20)).until(() -> site.backend().openConnections() == 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auth_request;             | [emerg] invalid number of arguments in \"auth_request\" directive in nginx.conf:3",
                "auth_request /a; auth_request off; | [emerg] \"auth_request\" directive is duplicate in nginx.conf:3",
                "auth_request_set a b;     | [emerg] invalid variable name \"a\" in nginx.conf:3",
                "auth_request_set $a $none; | [emerg] unknown \"none\" variable",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
