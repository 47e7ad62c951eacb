package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.foreign.ScoringApplication;
import io.gangway.foreign.SpringJudge;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code etc/examples/vue-springboot.conf} with a real application. */
class SpringBootTest {
    private static ConfigurableApplicationContext application;
    private static RunningExample run;

    @BeforeAll
    static void start() throws IOException {
        application = ScoringApplication.start("/xxxx");
        run = new RunningExample();
        run.site().file("vue/index.html", "<div id=app></div>");
        Example example = VueSpringBootTest.example(ScoringApplication.port(application));
        String format =
                "http {\n    log_format way '$request_method $uri $status';\n    access_log logs/access.log way;\n";
        run.start(example.with("http {\n", format));
    }

    @AfterAll
    static void stop() throws IOException {
        if (run != null) {
            run.close();
        }
        if (application != null) {
            application.close();
        }
    }

    @Test
    void the_front_end_and_the_api_share_a_port() throws IOException {
        assertThat(run.get("/").body()).isEqualTo("<div id=app></div>");

        RawResponse response = run.get("/xxxx/api/hello");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).contains("\"realIp\":\"127.0.0.1\"", "\"uri\":\"/xxxx/api/hello\"");
        assertThat(response.field("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(run.get("/xxxx/nothing").status()).isEqualTo(404);
    }

    @Test
    void a_post_of_a_megabyte_arrives() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + run.port() + "/xxxx/api/scores"))
                .POST(HttpRequest.BodyPublishers.ofString("7".repeat(1 << 20)))
                .timeout(PATIENCE)
                .build();

        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("stored 1048576");
    }

    @Test
    void sockjs_gets_its_info_response() throws IOException {
        RawResponse info = RawHttp.send(
                run.port(),
                RawHttp.request("GET", "/xxxx/webSocketServer/info", "Origin: http://gangway.example:8080")
                        .replace("Host: localhost", "Host: gangway.example:8080"));

        assertThat(info.status()).isEqualTo(200);
        assertThat(info.body()).contains("\"websocket\":true");
        assertThat(RawHttp.send(run.port(), RawHttp.request("OPTIONS", "/xxxx/webSocketServer/info"))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void a_page_of_another_origin_opens_no_websocket() throws IOException {
        assertThat(run.get("/xxxx/webSocketServer/info", "Origin: http://elsewhere.example")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void generated_urls_have_the_address_of_the_browser() throws IOException {
        assertThat(RunningExample.get(run.port(), "gangway.example:8080", "/xxxx/api/here")
                        .body())
                .isEqualTo("http://gangway.example:8080/xxxx/api/here");
    }

    private static void join(SpringJudge judge, String team, String way) throws Exception {
        judge.open("http://127.0.0.1:" + run.port() + "/xxxx/webSocketServer", team, way);
        assertThat(judge.next()).isEqualTo("open 1.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
    void judges_of_a_team_get_each_others_messages(String way) throws Exception {
        String harbour = "harbour-" + way;
        try (SpringJudge anna = new SpringJudge();
                SpringJudge ben = new SpringJudge()) {
            join(anna, harbour, way);
            join(ben, harbour, "websocket");

            anna.send(List.of("lotus 9.5"));
            assertThat(ben.next()).isEqualTo("text " + harbour + ": lotus 9.5");
            assertThat(anna.next()).isEqualTo("text " + harbour + ": lotus 9.5");
            ben.send(List.of("kestrel 8"));
            assertThat(anna.next()).isEqualTo("text " + harbour + ": kestrel 8");
            assertThat(ben.next()).isEqualTo("text " + harbour + ": kestrel 8");
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(run.log("access.log")).containsPattern(wayTaken(way)));
    }

    /** The transport that was used, from the access log, which has a request only after its end. */
    private static String wayTaken(String way) {
        return switch (way) {
            case "websocket" -> "GET /xxxx/webSocketServer/\\w+/\\w+/websocket 101";
            case "xhr-streaming" -> "POST /xxxx/webSocketServer/\\w+/\\w+/xhr_streaming 200";
            default -> "POST /xxxx/webSocketServer/\\w+/\\w+/xhr 200";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "xhr-streaming", "xhr-polling"})
    void many_messages_arrive_in_order(String way) throws Exception {
        try (SpringJudge anna = new SpringJudge()) {
            join(anna, "order-" + way, way);
            for (int i = 0; i < 50; i++) {
                anna.send(List.of("score " + i + " " + "x".repeat(i * 20)));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(anna.next()).startsWith("text order-" + way + ": score " + i + " ");
            }
        }
    }
}
