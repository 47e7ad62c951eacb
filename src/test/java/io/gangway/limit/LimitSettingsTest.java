package io.gangway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RunningSite;
import io.gangway.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The handling of requests that exceed {@code limit_req} or {@code limit_conn}. At one request per minute no bucket
 * leaks during a test.
 */
class LimitSettingsTest {
    private static final String CONFIG = """
            limit_req_zone $arg_k zone=one:1m rate=1r/m;
            limit_req_zone $arg_k zone=other:1m rate=1r/m;
            limit_conn_zone $arg_k zone=conn:1m;
            server {
                listen 127.0.0.1:%{port};
                add_header X-Req $limit_req_status always;
                add_header X-Conn $limit_conn_status always;
                location /one/ { alias %{dir}/html/; limit_req zone=one; }
                location /429/ { alias %{dir}/html/; limit_req zone=one; limit_req_status 429; }
                location /burst/ { alias %{dir}/html/; limit_req zone=one burst=2 nodelay; }
                location /dry/ { alias %{dir}/html/; limit_req zone=one; limit_req_dry_run on; }
                location /two/ { alias %{dir}/html/; limit_req zone=one burst=1 nodelay; limit_req zone=other; }
                location /level/ { alias %{dir}/html/; limit_req zone=one; limit_req_log_level notice; error_log %{dir}/level.log notice; }
                location /outer/ { limit_req zone=one; location /outer/own/ { alias %{dir}/html/; limit_req zone=other burst=1 nodelay; } }
                location /conn/ { proxy_pass http://%{backend}; limit_conn conn 1; limit_conn_status 509; }
                location /conn-dry/ { proxy_pass http://%{backend}; limit_conn conn 1; limit_conn_dry_run on; }
            }
            """;

    @RegisterExtension
    final RunningSite site =
            RunningSite.of(CONFIG).backend(Script.body("backend")).file("html/a", "a");

    private RawResponse get(String target) throws IOException {
        return site.get(target);
    }

    private void awaitLog(String file, String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(Files.readString(site.dir().resolve(file))).contains(text));
    }

    @ParameterizedTest
    @CsvSource({"/one/, 503", "/429/, 429"})
    void a_second_request_with_the_same_key_is_rejected(String location, int status) throws Exception {
        assertThat(get(location + "a?k=1").status()).isEqualTo(200);
        RawResponse second = get(location + "a?k=1");
        assertThat(second.status()).isEqualTo(status);
        assertThat(second.field("X-Req")).isEqualTo("REJECTED");
        assertThat(get(location + "a?k=2").field("X-Req")).isEqualTo("PASSED");
    }

    @Test
    void an_empty_key_is_not_limited() throws Exception {
        for (int i = 0; i < 3; i++) {
            RawResponse response = get("/one/a");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.field("X-Req")).isNull();
        }
    }

    @Test
    void a_burst_is_served_without_delay() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(get("/burst/a?k=1").field("X-Req")).isEqualTo("PASSED");
        }
        assertThat(get("/burst/a?k=1").status()).isEqualTo(503);
    }

    @Test
    void a_dry_run_rejects_nothing() throws Exception {
        assertThat(get("/dry/a?k=1").field("X-Req")).isEqualTo("PASSED");
        RawResponse second = get("/dry/a?k=1");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.field("X-Req")).isEqualTo("REJECTED_DRY_RUN");
        awaitLog("nginx.conf.log", "limiting requests, dry run, excess: 1.000 by zone \"one\"");
    }

    @Test
    void the_stricter_of_two_limits_counts() throws Exception {
        assertThat(get("/two/a?k=1").status()).isEqualTo(200);
        assertThat(get("/two/a?k=1").status()).isEqualTo(503);
        awaitLog("nginx.conf.log", "limiting requests, excess: 1.000 by zone \"other\"");
    }

    @Test
    void a_rejection_is_logged_at_the_level_that_is_set() throws Exception {
        get("/level/a?k=1");
        get("/level/a?k=1");

        awaitLog("level.log", "[notice]");
        awaitLog("level.log", "limiting requests, excess: 1.000 by zone \"one\", client: 127.0.0.1");
    }

    @Test
    void limits_of_a_level_replace_those_of_the_outer_level() throws Exception {
        assertThat(get("/one/a?k=1").status()).isEqualTo(200);
        assertThat(get("/outer/own/a?k=1").status()).isEqualTo(200);
        assertThat(get("/outer/own/a?k=1").status()).isEqualTo(200);
        assertThat(get("/outer/own/a?k=1").status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"/conn/, 509, REJECTED", "/conn-dry/, 200, REJECTED_DRY_RUN"})
    void a_second_connection_with_the_same_key_is_rejected(String location, int status, String verdict)
            throws Exception {
        CompletableFuture<Void> word = new CompletableFuture<>();
        site.backend().respond(Script.sequence(Script.body("first").after(word), Script.body("second")));
        try (RawConnection first = site.connect().send(RawHttp.request("GET", location + "a?k=1"))) {
            site.backend().lastRequest();
            RawResponse second = get(location + "a?k=1");
            assertThat(second.status()).isEqualTo(status);
            assertThat(second.field("X-Conn")).isEqualTo(verdict);
            assertThat(get(location + "a?k=2").field("X-Conn")).isEqualTo("PASSED");
            word.complete(null);
            assertThat(first.read().field("X-Conn")).isEqualTo("PASSED");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit_req_status 600; | [emerg] value must be between 400 and 599 in nginx.conf:3",
                "limit_conn_zone $uri zone=a:1k; | [emerg] zone \"zone=a:1k\" is too small in nginx.conf:3",
                "limit_req_zone $uri zone=a:1m rate=1r/h; | [emerg] invalid rate \"rate=1r/h\" in nginx.conf:3",
                "limit_req zone=a burst=-1; | [emerg] invalid burst value \"burst=-1\" in nginx.conf:3",
                "limit_conn_zone $uri zone=a:1m; limit_conn a 0; | [emerg] invalid number of connections \"0\" in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
