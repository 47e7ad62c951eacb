package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** STOMP with a Spring Boot application, plain and over SockJS, from Spring's clients, from node and from Chromium. */
class StompTest {
    /** By implementation and scheme. */
    private static final Map<String, ForeignClient> CLIENTS = new HashMap<>();

    @TempDir
    private static Path profile;

    private static ConfigurableApplicationContext application;
    private static ForeignSite site;

    private ForeignClient anna;

    /** The client implementations. */
    enum Make {
        SPRING,
        NODE,
        CHROMIUM;

        private ForeignClient start(String scheme) throws Exception {
            return switch (this) {
                case SPRING -> new SpringJudge();
                case NODE -> {
                    NodeScript.assume("ws", "sockjs-client", "@stomp/stompjs");
                    yield new NodeClient("stomp-client.js");
                }
                case CHROMIUM -> {
                    NodeScript.assume("sockjs-client", "@stomp/stompjs");
                    site.page("sockjs.min.js", NodeScript.file("sockjs-client", "dist/sockjs.min.js"));
                    site.page("stomp.umd.min.js", NodeScript.file("@stomp/stompjs", "bundles/stomp.umd.min.js"));
                    yield new ChromiumClient(profile.resolve(scheme), site.page(scheme, "stomp.html"));
                }
            };
        }
    }

    /** A client with its transport: {@code stomp} or one of SockJS; the scheme is {@code http} or {@code https}. */
    record Coming(Make client, Relay relay, String way, String scheme) {
        static Stream<Coming> all() {
            return Stream.of(
                            Relay.main().flatMap(relay -> sockets(relay, "http")),
                            sockets(Relay.COMPRESSING, "https"),
                            Stream.of("http", "https").flatMap(Coming::requests))
                    .flatMap(comings -> comings);
        }

        private static Stream<Coming> sockets(Relay relay, String scheme) {
            return Arrays.stream(Make.values())
                    .flatMap(client ->
                            Stream.of("stomp", "websocket").map(way -> new Coming(client, relay, way, scheme)));
        }

        /** Transports with ordinary requests, for which the relay does not matter. */
        private static Stream<Coming> requests(String scheme) {
            return Stream.of("xhr-streaming", "xhr-polling")
                    .map(way -> new Coming(Make.CHROMIUM, Relay.TUNNEL, way, scheme));
        }

        String team() {
            return client + "-" + relay + "-" + way + "-" + scheme;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        application = ScoringApplication.start("/xxxx", ScoringApplication.BEHIND_TLS);
        site = new ForeignSite(Map.of("app", "http://127.0.0.1:" + ScoringApplication.port(application) + "/xxxx/"));
        site.pages("stomp.html", "lines.js", "stomp-client.js");
    }

    @AfterAll
    static void stop() throws Exception {
        for (ForeignClient client : CLIENTS.values()) {
            client.close();
        }
        if (site != null) {
            site.close();
        }
        if (application != null) {
            application.close();
        }
    }

    @AfterEach
    void leave() throws Exception {
        if (anna != null) {
            anna.disconnect();
        }
    }

    private void join(Coming coming, String team) throws Exception {
        String key = coming.client() + " " + coming.scheme();
        anna = CLIENTS.get(key);
        if (anna == null) {
            anna = coming.client().start(coming.scheme());
            CLIENTS.put(key, anna);
        }
        anna.open(url(coming), team, coming.way());
        assertThat(anna.next()).isEqualTo("open 1.2");
    }

    private static String url(Coming coming) {
        return coming.way().equals("stomp")
                ? site.url(coming.scheme().replace("http", "ws"), coming.relay(), "app", "stomp")
                : site.url(coming.scheme(), coming.relay(), "app", "webSocketServer");
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.StompTest$Coming#all")
    void judges_of_a_team_get_each_others_messages(Coming coming) throws Exception {
        String team = coming.team();
        try (SpringJudge ben = new SpringJudge()) {
            join(coming, team);
            ben.open(site.url("ws", Relay.TUNNEL, "app", "stomp"), team, "stomp");
            assertThat(ben.next()).isEqualTo("open 1.2");

            anna.send(List.of("lotus 9.5"));
            assertThat(ben.next()).isEqualTo("text " + team + ": lotus 9.5");
            assertThat(anna.next()).isEqualTo("text " + team + ": lotus 9.5");
            ben.send(List.of("sch\u00f6ner kestrel 8 \ud83c\udfc6"));
            assertThat(anna.next()).isEqualTo("text " + team + ": sch\u00f6ner kestrel 8 \ud83c\udfc6");
        }
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.StompTest$Coming#all")
    void many_messages_arrive_in_order(Coming coming) throws Exception {
        String team = coming.team() + "-many";
        join(coming, team);
        int count = coming.way().startsWith("xhr") ? 50 : 300;
        List<String> scores = IntStream.range(0, count)
                .mapToObj(i -> "score " + i + " " + "x".repeat(i % 200))
                .toList();
        anna.send(scores);

        for (String score : scores) {
            assertThat(anna.next()).isEqualTo("text " + team + ": " + score);
        }
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.StompTest$Coming#all")
    void the_requested_transport_is_used(Coming coming) throws Exception {
        join(coming, coming.team() + "-way");
        anna.disconnect();

        await().atMost(Lines.PATIENCE)
                .untilAsserted(() -> assertThat(site.accessLog())
                        .containsPattern(
                                switch (coming.way()) {
                                    case "stomp" -> "/app/stomp 101 ";
                                    case "websocket" -> "/app/webSocketServer/\\w+/\\w+/websocket 101 ";
                                    case "xhr-streaming" -> "/app/webSocketServer/\\w+/\\w+/xhr_streaming 200 ";
                                    default -> "/app/webSocketServer/\\w+/\\w+/xhr 200 ";
                                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stomp", "websocket"})
    void a_session_over_http2_outlives_a_reload(String way) throws Exception {
        Coming coming = new Coming(Make.CHROMIUM, Relay.COMPRESSING, way, "https");
        String team = coming.team() + "-reload";
        join(coming, team);
        anna.send(List.of("before"));
        assertThat(anna.next()).isEqualTo("text " + team + ": before");
        site.reload();
        anna.send(List.of("after"));
        assertThat(anna.next()).isEqualTo("text " + team + ": after");

        anna.disconnect();
        String target = way.equals("stomp") ? "/app/stomp" : "/app/webSocketServer/\\w+/\\w+/websocket";
        Pattern webSocket = Pattern.compile("/compressing" + target + " 101 .* HTTP/2.0 (\\d+)\n");
        String log = await().atMost(Lines.PATIENCE)
                .until(site::accessLog, text -> webSocket.matcher(text).find());
        if (way.equals("websocket")) {
            // the WebSocket was a stream of the connection with SockJS's first request
            MatchResult last =
                    webSocket.matcher(log).results().reduce((one, next) -> next).orElseThrow();
            assertThat(log).containsPattern("/app/webSocketServer/info 200 .* HTTP/2.0 " + last.group(1) + "\n");
        }
    }
}
