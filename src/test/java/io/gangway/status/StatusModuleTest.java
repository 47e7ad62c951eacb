package io.gangway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of {@code stub_status} and its variables. */
class StatusModuleTest {
    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.of("""
                server {
                    listen 127.0.0.1:%{port};
                    location /status { stub_status; location /status/inner { root %{dir}; } }
                    location /argument { stub_status on; }
                    location /closed { deny all; stub_status; }
                    location /variables { return 200 "$connections_active $connections_reading $connections_writing $connections_waiting"; }
                }
                """);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    @ParameterizedTest
    @CsvSource({"/status", "/argument"})
    void the_page_has_four_lines_of_plain_text(String target) throws Exception {
        RawResponse response = RawHttp.get(site.port(), target);

        assertThat(response.field("Content-Type")).isEqualTo("text/plain");
        assertThat(response.body())
                .matches("Active connections: \\d+ \nserver accepts handled requests\n \\d+ \\d+ \\d+ \n"
                        + "Reading: \\d+ Writing: \\d+ Waiting: \\d+ \n");
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "POST, 405", "DELETE, 405"})
    void only_get_and_head_are_allowed(String method, int status) throws Exception {
        assertThat(RawHttp.send(site.port(), RawHttp.request(method, "/status")).status())
                .isEqualTo(status);
    }

    @Test
    void inner_locations_do_not_inherit_the_handler() throws Exception {
        assertThat(RawHttp.get(site.port(), "/status/inner").status()).isEqualTo(404);
    }

    @Test
    void access_rules_come_first() throws Exception {
        assertThat(RawHttp.get(site.port(), "/closed").status()).isEqualTo(403);
    }

    @Test
    void variables_have_the_same_numbers() throws Exception {
        assertThat(RawHttp.get(site.port(), "/variables").body()).matches("[1-9]\\d* \\d+ [1-9]\\d* \\d+");
    }

    @Test
    void it_is_allowed_in_a_server_or_a_location() throws Exception {
        assertThat(ConfigurationCheck.messages("stub_status;"))
                .containsExactly("[emerg] \"stub_status\" directive is not allowed here in nginx.conf:3");
        assertThat(ConfigurationCheck.messages("server { listen 127.0.0.1:18080; stub_status a b; }"))
                .containsExactly("[emerg] invalid number of arguments in \"stub_status\" directive in nginx.conf:3");
    }
}
