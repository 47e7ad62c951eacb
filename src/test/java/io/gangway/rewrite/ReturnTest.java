package io.gangway.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
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

/** {@code return}. */
class ReturnTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                error_page 410 /gone;
                location /gone { return 200 "page of $status"; }
                location /text { return 200 "one\\ntwo ${uri}"; }
                location /type { default_type application/json; return 201 '{"a": 1}'; }
                location /empty { return 200; }
                location /204 { return 204 ignored; }
                location /404 { return 404; }
                location /404text { return 404 "not here"; }
                location /410 { return 410; }
                location /410text { return 410 "own text"; }
                location /301 { return 301 /to?$args; }
                location /303 { return 303 /to; }
                location /307 { return 307 $scheme://$host/to; }
                location /308 { return 308 /to; }
                location /url { return https://example.org$request_uri; }
                location /relative { return 301 to; }
                location /444 { return 444; }
                location /599 { return 599 odd; }
                location /twice { return 200 first; return 200 second; }
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

    private static RawResponse get(String target) throws IOException {
        return RawHttp.get(site.port(), target);
    }

    @ParameterizedTest
    @CsvSource({
        "/empty, 200, ''",
        "/204, 204, ''",
        "/404text, 404, not here",
        "/410text, 410, own text",
        "/599, 599, odd",
        "/twice, 200, first"
    })
    void a_status_may_have_a_text(String target, int status, String body) throws Exception {
        RawResponse response = get(target);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void a_text_may_contain_variables_and_escapes() throws Exception {
        RawResponse response = get("/text");

        assertThat(response.body()).isEqualTo("one\ntwo /text");
        assertThat(response.field("Content-Type")).isEqualTo("text/plain");
        assertThat(response.field("Content-Length")).isEqualTo("13");
    }

    @Test
    void default_type_names_the_type_of_the_text() throws Exception {
        RawResponse response = get("/type");

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.field("Content-Type")).isEqualTo("application/json");
        assertThat(response.body()).isEqualTo("{\"a\": 1}");
    }

    @Test
    void an_error_without_text_gets_its_page() throws Exception {
        assertThat(get("/404").body()).contains("<center><h1>404 Not Found</h1></center>");
        RawResponse gone = get("/410");
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.body()).isEqualTo("page of 410");
    }

    @ParameterizedTest
    @CsvSource({
        "/301?a=b, 301, http://localhost:PORT/to?a=b",
        "/303, 303, http://localhost:PORT/to",
        "/307, 307, http://localhost/to",
        "/308, 308, http://localhost:PORT/to",
        "/url?a=b, 302, https://example.org/url?a=b",
        "/relative, 301, to"
    })
    void a_url_redirects(String target, int status, String location) throws Exception {
        RawResponse response = get(target);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.field("Location")).isEqualTo(location.replace("PORT", String.valueOf(site.port())));
    }

    @Test
    void status_444_closes_the_connection_without_a_response() throws Exception {
        assertThat(get("/444")).isNull();
    }

    @Test
    void a_body_of_the_request_is_discarded() throws Exception {
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("POST /text HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("one\ntwo /text");
            client.send("12345GET /empty HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void head_gets_the_length_of_the_text_only() throws Exception {
        RawResponse head = RawHttp.send(site.port(), RawHttp.request("HEAD", "/text"));

        assertThat(head.field("Content-Length")).isEqualTo("13");
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return 1000;     | [emerg] invalid return code \"1000\" in nginx.conf:3",
                "return -1;       | [emerg] invalid return code \"-1\" in nginx.conf:3",
                "return /path;    | [emerg] invalid return code \"/path\" in nginx.conf:3",
                "return;          | [emerg] invalid number of arguments in \"return\" directive in nginx.conf:3",
                "return 200 $none; | [emerg] unknown \"none\" variable",
            })
    void wrong_arguments_are_named(String directive, String message) throws Exception {
        assertThat(ConfigurationCheck.messages("server { listen 127.0.0.1:18080; " + directive + " }"))
                .containsExactly(message);
    }
}
