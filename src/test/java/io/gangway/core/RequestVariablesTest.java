package io.gangway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Variables of request, response and connection. */
class RequestVariablesTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                server_name first.test localhost;
                root %{dir}/html;
                location /line { return 200 "$request|$request_method|$request_uri|$uri|$args|$is_args|$server_protocol|$request_length"; }
                location /names { return 200 "$host|$http_host|$server_name|$server_addr|$server_port|$remote_addr|$scheme|$https"; }
                location /paths { return 200 "$document_root|$request_filename"; }
                location /alias/ { alias %{dir}/other/; return 200 "$document_root|$request_filename"; }
                location /arg { return 200 "$arg_a|$arg_A|$arg_b|$arg_a_b|$arg_none"; }
                location /field { return 200 "$http_x_one|$http_x_none|$content_length|$content_type"; }
                location /cookie { return 200 "$cookie_a|$cookie_A|$cookie_b|$cookie_none"; }
                location /user { return 200 "$remote_user"; }
                location /connection { return 200 "$connection_requests|$pipe"; }
                location /sent { add_header X-A 1; add_header X-S "$status|$sent_http_x_a|$sent_http_content_type|$sent_http_content_length"; return 200 body; }
                location /early { return 200 "$sent_http_content_type|$sent_http_x"; }
                location /form {
                    set $form "";
                    if ($request_id ~ "^[0-9a-f]{32}$") { set $form "${form}1"; }
                    if ($msec ~ "^\\d{10}\\.\\d{3}$") { set $form "${form}2"; }
                    if ($request_time ~ "^\\d+\\.\\d{3}$") { set $form "${form}3"; }
                    if ($time_iso8601 ~ "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d$") { set $form "${form}4"; }
                    if ($time_local ~ "^\\d\\d/[A-Z][a-z][a-z]/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}$") { set $form "${form}5"; }
                    if ($pid ~ "^\\d+$") { set $form "${form}6"; }
                    return 200 "$form";
                }
            }
            """;

    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.of(CONFIG);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    private static String body(String target, String... fields) throws IOException {
        return RawHttp.get(site.port(), target, fields).body();
    }

    @Test
    void the_request_line_is_split_into_variables() throws Exception {
        assertThat(body("/line/%61?b=%20c"))
                .isEqualTo("GET /line/%61?b=%20c HTTP/1.1|GET|/line/%61?b=%20c|/line/a|b=%20c|?|HTTP/1.1|69");
        assertThat(body("/line")).isEqualTo("GET /line HTTP/1.1|GET|/line|/line|||HTTP/1.1|58");
    }

    @Test
    void host_is_in_lower_case_without_port() throws Exception {
        assertThat(RawHttp.send(site.port(), "GET /names HTTP/1.1\r\nHost: LocalHost:1\r\nConnection: close\r\n\r\n")
                        .body())
                .isEqualTo("localhost|LocalHost:1|first.test|127.0.0.1|" + site.port() + "|127.0.0.1|http|");
    }

    @Test
    void without_host_the_server_name_is_used() throws Exception {
        assertThat(RawHttp.send(site.port(), "GET /names HTTP/1.0\r\n\r\n").body())
                .startsWith("first.test||first.test|");
    }

    @Test
    void paths_follow_root_and_alias() throws Exception {
        assertThat(body("/paths/x")).isEqualTo(site.dir() + "/html|" + site.dir() + "/html/paths/x");
        assertThat(body("/alias/x")).isEqualTo(site.dir() + "/other/|" + site.dir() + "/other/x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/arg?a=1&b=2&a_b=3; 1|1|2|3|",
                "/arg?A=1; 1|1|||",
                "/arg?a=1&a=2; 1|1|||",
                "/arg?xa=1&a; ||||",
                "/arg?a=%20+; %20+|%20+|||"
            })
    void argument_names_are_case_insensitive(String target, String expected) throws Exception {
        assertThat(body(target)).isEqualTo(expected);
    }

    @Test
    void repeated_fields_are_joined() throws Exception {
        assertThat(body("/field", "X-One: a", "x-ONE: b", "Content-Type: t/t")).isEqualTo("a, b|||t/t");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {"a=1; b=2 ! 1|1|2|", "b=2;a=1 ! 1|1|2|", "xa=1; b=x=y ! ||x=y|", "A=1 ! 1|1||"})
    void cookies_are_found_by_name(String cookie, String expected) throws Exception {
        assertThat(body("/cookie", "Cookie: " + cookie)).isEqualTo(expected);
    }

    @Test
    void the_user_comes_from_the_authorization_field() throws Exception {
        assertThat(body("/user", "Authorization: Basic YTpi")).isEqualTo("a");
        assertThat(body("/user", "Authorization: Bearer YTpi")).isEmpty();
    }

    @Test
    void requests_are_counted_and_pipelined_ones_marked() throws Exception {
        String request = "GET /connection HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send(request + request);
            assertThat(client.read().body()).isEqualTo("1|.");
            assertThat(client.read().body()).isEqualTo("2|p");
        }
    }

    @Test
    void response_fields_have_values_once_the_head_is_sent() throws Exception {
        RawResponse response = RawHttp.get(site.port(), "/sent");

        assertThat(response.field("X-S")).isEqualTo("200|1|text/plain|4");
        assertThat(body("/early")).isEqualTo("|");
    }

    @Test
    void times_and_numbers_have_the_format_of_nginx() throws Exception {
        assertThat(body("/form")).isEqualTo("123456");
    }
}
