package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import java.io.IOException;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;
import org.springframework.web.socket.sockjs.client.RestTemplateXhrTransport;
import org.springframework.web.socket.sockjs.client.SockJsClient;
import org.springframework.web.socket.sockjs.client.Transport;
import org.springframework.web.socket.sockjs.client.WebSocketTransport;

/** {@code etc/examples/vue-springboot.conf} with a real application behind it. */
class SpringBootTest {
    /** The ways of SockJS from browser to server. */
    enum Way {
        WEBSOCKET,
        XHR_STREAMING,
        XHR
    }

    private static ConfigurableApplicationContext application;
    private static RunningExample run;

    @BeforeAll
    static void start() throws IOException {
        application = ScoringApplication.start();
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

        RawResponse answer = run.get("/xxxx/api/hello");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"realIp\":\"127.0.0.1\"", "\"uri\":\"/xxxx/api/hello\"");
        assertThat(answer.field("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(run.get("/xxxx/nothing").status()).isEqualTo(404);
    }

    @Test
    void a_post_of_a_megabyte_arrives() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + run.port() + "/xxxx/api/scores"))
                .POST(HttpRequest.BodyPublishers.ofString("7".repeat(1 << 20)))
                .timeout(PATIENCE)
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("stored 1048576");
    }

    @Test
    void sockjs_asks_what_the_server_can() throws IOException {
        RawResponse info = run.get("/xxxx/webSocketServer/info", "Origin: http://elsewhere.example");

        assertThat(info.status()).isEqualTo(200);
        assertThat(info.body()).contains("\"websocket\":true");
        assertThat(RawHttp.send(run.port(), RawHttp.request("OPTIONS", "/xxxx/webSocketServer/info"))
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void judges_of_a_team_hear_of_one_another(Way way) throws Exception {
        try (Judge anna = new Judge(way);
                Judge ben = new Judge(Way.WEBSOCKET)) {
            anna.join("harbour-" + way);
            ben.join("harbour-" + way);

            anna.say("lotus 9.5");
            assertThat(ben.hears()).isEqualTo("harbour-" + way + ": lotus 9.5");
            assertThat(anna.hears()).isEqualTo("harbour-" + way + ": lotus 9.5");
            ben.say("kestrel 8");
            assertThat(anna.hears()).isEqualTo("harbour-" + way + ": kestrel 8");
            assertThat(ben.hears()).isEqualTo("harbour-" + way + ": kestrel 8");
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(run.log("access.log")).containsPattern(wayTaken(way)));
    }

    /** Proof that it was this way: its requests in the access log, where they are written when they end. */
    private static String wayTaken(Way way) {
        return switch (way) {
            case WEBSOCKET -> "GET /xxxx/webSocketServer/\\w+/\\w+/websocket 101";
            case XHR_STREAMING -> "POST /xxxx/webSocketServer/\\w+/\\w+/xhr_streaming 200";
            case XHR -> "POST /xxxx/webSocketServer/\\w+/\\w+/xhr 200";
        };
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void many_messages_arrive_in_order(Way way) throws Exception {
        try (Judge anna = new Judge(way)) {
            anna.join("order-" + way);
            for (int i = 0; i < 50; i++) {
                anna.say("score " + i + " " + "x".repeat(i * 20));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(anna.hears()).startsWith("order-" + way + ": score " + i + " ");
            }
        }
    }

    /** A judge's page: SockJS by one way only, STOMP inside. */
    private static final class Judge implements AutoCloseable {
        private static final String JOINING = "joining";

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final SockJsClient sockJs;
        private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        private final WebSocketStompClient stomp;
        private final StompSession session;
        private String team;

        Judge(Way way) throws Exception {
            sockJs = new SockJsClient(List.of(transport(way)));
            stomp = new WebSocketStompClient(sockJs);
            scheduler.setDaemon(true);
            scheduler.initialize();
            stomp.setTaskScheduler(scheduler);
            stomp.setMessageConverter(new StringMessageConverter());
            stomp.start();
            WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
            headers.set("X-Judge", "judge " + System.identityHashCode(this));
            String url = "http://127.0.0.1:" + run.port() + "/xxxx/webSocketServer";
            session = stomp.connectAsync(url, headers, new StompSessionHandlerAdapter() {})
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        private static Transport transport(Way way) {
            if (way == Way.WEBSOCKET) {
                return new WebSocketTransport(new StandardWebSocketClient());
            }
            RestTemplateXhrTransport xhr = new RestTemplateXhrTransport();
            xhr.setXhrStreamingDisabled(way == Way.XHR);
            return xhr;
        }

        /** Returns when the server knows of it: asked until it is so, since the broker gives no receipts. */
        void join(String name) {
            team = name;
            session.subscribe("/team/" + name, new StompFrameHandler() {
                @Override
                public Type getPayloadType(StompHeaders headers) {
                    return String.class;
                }

                @Override
                public void handleFrame(StompHeaders headers, Object payload) {
                    heard.add((String) payload);
                }
            });
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
                session.send("/app/score/" + name, JOINING);
                return !heard.isEmpty();
            });
        }

        void say(String score) {
            session.send("/app/score/" + team, score);
        }

        /** The next message, those of joining left out; null after a long wait. */
        String hears() throws InterruptedException {
            String message;
            do {
                message = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } while (message != null && message.endsWith(JOINING));
            return message;
        }

        @Override
        public void close() {
            session.disconnect();
            stomp.stop();
            sockJs.stop();
            scheduler.shutdown();
        }
    }
}
