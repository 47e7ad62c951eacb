package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code etc/examples/vue-springboot.conf}, with a scripted application; {@link SpringBootTest} has a real one. */
class VueSpringBootTest {
    private static final String PAGE = "<!doctype html><div id=app></div>";

    private RunningExample run;
    private ScriptedUpstream application;

    @BeforeEach
    void start() throws IOException {
        run = new RunningExample();
        application = run.backend("application", RunningExample.application());
        run.site()
                .file("vue/index.html", PAGE)
                .file("vue/assets/index-4f2a.js", "createApp({})")
                .file("vue/assets/index-9c1b.css", "#app{}")
                .file("vue/assets/logo.svg", "<svg/>")
                .file("vue/help/index.htm", "<p>help");
        run.start(example(application.port()));
    }

    @AfterEach
    void stop() throws IOException {
        run.close();
    }

    static Example example(int applicationPort) throws IOException {
        return Example.of("examples/vue-springboot.conf")
                .with("listen       80;", "listen %{port};")
                .with("/vdb1/xxxx/vue", "%{dir}/vue")
                .with("localhost:8888", "localhost:" + applicationPort);
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/index.html, text/html; charset=utf-8",
        "/assets/index-4f2a.js, application/javascript; charset=utf-8",
        "/assets/index-9c1b.css, text/css",
        "/assets/logo.svg, image/svg+xml",
        "/help/, text/html; charset=utf-8"
    })
    void the_built_front_end_is_served_with_its_types(String target, String type) throws IOException {
        RawResponse response = run.get(target);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Content-Type")).startsWith(type);
        assertThat(response.field("ETag")).isNotNull();
    }

    @Test
    void an_unchanged_page_is_not_sent_again() throws IOException {
        String etag = run.get("/").field("ETag");

        RawResponse again = run.get("/", "If-None-Match: " + etag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(run.get("/").body()).isEqualTo(PAGE);
    }

    @Test
    void directories_are_not_listed_and_are_redirected_to_a_slash() throws IOException {
        assertThat(run.get("/assets/").status()).isEqualTo(403);
        assertThat(run.get("/help").status()).isEqualTo(301);
        assertThat(run.get("/help").field("Location")).isEqualTo("http://localhost:" + run.port() + "/help/");
    }

    @Test
    void a_route_gets_the_page_but_a_missing_asset_does_not() throws IOException {
        assertThat(run.get("/some/route").status()).isEqualTo(200);
        assertThat(run.get("/some/route?team=Harbour").body()).isEqualTo(PAGE);
        assertThat(run.get("/some/route").field("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(run.get("/assets/index-0000.js").status()).isEqualTo(404);
        assertThat(run.get("/some/logo.png").status()).isEqualTo(404);
        assertThat(application.requests()).isEmpty();
        assertThat(run.get("/xxxx/scores.json").body()).startsWith("GET /xxxx/scores.json HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource({"/", "/assets/logo.svg", "/xxxx/api/scores"})
    void pages_of_other_origins_may_read_files_and_responses(String target) throws IOException {
        assertThat(run.get(target, "Origin: http://elsewhere.example").fields().lines())
                .contains(
                        "Access-Control-Allow-Origin: *",
                        "Access-Control-Allow-Methods: GET, POST, OPTIONS",
                        "Access-Control-Allow-Headers: DNT,X-Mx-ReqToken,Keep-Alive,User-Agent,X-Requested-With,"
                                + "If-Modified-Since,Cache-Control,Content-Type,Authorization");
    }

    @Test
    void errors_have_no_cors_headers() throws IOException {
        assertThat(run.get("/missing.js").field("Access-Control-Allow-Origin")).isNull();
    }

    @Test
    void the_application_responds_to_a_preflight() throws IOException {
        application.respond(Script.raw("HTTP/1.1 204 No Content\r\nAllow: POST\r\n\r\n"));

        RawResponse response = RawHttp.send(
                run.port(),
                RawHttp.request(
                        "OPTIONS", "/xxxx/api", "Origin: http://a.example", "Access-Control-Request-Method: POST"));

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.fields().lines()).contains("Allow: POST", "Access-Control-Allow-Origin: *");
        assertThat(application.lastRequest().field("Access-Control-Request-Method"))
                .isEqualTo("POST");
    }

    @Test
    void the_application_gets_its_own_path_and_the_client_address() throws IOException {
        String seen = run.get("/xxxx/api/scores?team=a%2Fb", "X-Forwarded-For: 10.1.1.1")
                .body();

        assertThat(seen)
                .startsWith("GET /xxxx/api/scores?team=a%2Fb HTTP/1.1\r\n")
                .contains("Host: localhost\r\n", "Connection: upgrade\r\n", "X-Forwarded-Proto: http\r\n")
                .contains("X-Real-IP: 127.0.0.1\r\n", "X-Forwarded-For: 127.0.0.1\r\n")
                .doesNotContain("Upgrade:", "10.1.1.1");
    }

    @Test
    void its_websocket_passes() throws IOException {
        try (WebSocketPeer client = run.connect("/xxxx/ws", "Sec-WebSocket-Protocol: v12.stomp")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
        }
        assertThat(application.lastRequest().target()).isEqualTo("/xxxx/ws");
        assertThat(application.lastRequest().field("Upgrade")).isEqualTo("websocket");
        assertThat(application.lastRequest().field("Sec-WebSocket-Protocol")).isEqualTo("v12.stomp");
    }

    @Test
    void redirects_of_the_application_lead_back_to_the_proxy() throws IOException {
        application.respond(Script.raw("HTTP/1.1 302 Found\r\nLocation: http://localhost:" + application.port()
                + "/xxxx/login\r\nContent-Length: 0\r\n\r\n"));

        assertThat(run.get("/xxxx/api").field("Location")).isEqualTo("http://localhost:" + run.port() + "/xxxx/login");
    }

    @ParameterizedTest
    @CsvSource({"100", "524288", "1000000", "15728640"})
    void an_upload_of_up_to_15_megabytes_arrives(int length) throws IOException {
        application.respond((request, connection) -> {
            String sum = Integer.toString(request.body().hashCode());
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + sum.length() + "\r\n\r\n" + sum);
        });
        String body = "0123456789abcdef!".repeat(length / 17 + 1).substring(0, length);

        assertThat(upload(body).body()).isEqualTo(Integer.toString(body.hashCode()));
        assertThat(application.lastRequest().field("Content-Length")).isEqualTo(Integer.toString(length));
    }

    @Test
    void a_larger_upload_is_refused_before_it_is_sent() throws IOException {
        try (RawConnection client = RawHttp.connect(run.port()).timeout(PATIENCE)) {
            client.send("POST /xxxx/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 15728641\r\n\r\n");

            assertThat(client.read().status()).isEqualTo(413);
        }
        assertThat(application.requests()).isEmpty();
    }

    private RawResponse upload(String body) throws IOException {
        try (RawConnection client = RawHttp.connect(run.port()).timeout(PATIENCE)) {
            return client.send(
                            "POST /xxxx/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n",
                            body)
                    .read();
        }
    }

    @Test
    void a_response_larger_than_all_buffers_arrives() throws IOException {
        String body = "0123456789abcdef!".repeat(300_000);
        application.respond(Script.body(body));

        assertThat(run.get("/xxxx/report").body()).isEqualTo(body);
    }

    @Test
    void a_head_larger_than_proxy_buffer_size_is_refused() throws IOException {
        application.respond(
                Script.raw("HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(5000) + "\r\nContent-Length: 0\r\n\r\n"));

        assertThat(run.get("/xxxx/api").status()).isEqualTo(502);
        assertThat(run.log("error.log")).contains("upstream sent too big header while reading response header");
    }

    @Test
    void an_application_that_is_down_or_silent_is_an_error_page() throws IOException {
        run.reload(example(application.port()).with("proxy_read_timeout     120;", "proxy_read_timeout 1;"));
        application.respond(Script.noResponse());
        assertThat(run.get("/xxxx/api").status()).isEqualTo(504);

        application.unbind();
        assertThat(run.get("/xxxx/api").status()).isEqualTo(502);
        assertThat(run.get("/").body()).isEqualTo(PAGE);
    }

    @Test
    void a_quiet_websocket_ends_after_the_read_timeout() throws IOException {
        run.reload(example(application.port()).with("proxy_read_timeout     120;", "proxy_read_timeout 1;"));
        try (WebSocketPeer client = run.connect("/xxxx/ws")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
            assertThat(client.awaitClose(PATIENCE)).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @Test
    void a_reload_that_changes_everything_drains_tunnels() throws IOException {
        ScriptedUpstream next = run.backend("next", RunningExample.application());
        run.site().file("vue2/index.html", "second release");
        try (WebSocketPeer client = run.connect("/xxxx/ws")) {
            client.send("before").read();
            run.reload(example(next.port()).with("%{dir}/vue", "%{dir}/vue2"));

            assertThat(client.read().closeCode()).isEqualTo(1012);
            assertThat(run.get("/").body()).isEqualTo("second release");
            assertThat(run.get("/xxxx/api").status()).isEqualTo(200);
            assertThat(next.requests()).hasSize(1);
        }
    }

    @Test
    void the_root_path_may_have_spaces_and_non_ascii_letters() throws IOException {
        Files.createDirectories(run.site().dir().resolve("m\u00fcller s/vue"));
        Files.writeString(run.site().dir().resolve("m\u00fcller s/vue/index.html"), "here");
        // the file is written as Latin-1, so these are the bytes of UTF-8
        run.reload(example(application.port()).with("%{dir}/vue", "%{dir}/m\u00c3\u00bcller s/vue"));

        assertThat(run.get("/").body()).isEqualTo("here");
    }
}
