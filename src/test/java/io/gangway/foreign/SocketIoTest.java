package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Socket.IO with its client in node and in Chromium: WebSocket only, polling with an upgrade, polling only.
 */
class SocketIoTest {
    /** By implementation and scheme. */
    private static final Map<String, LineClient> CLIENTS = new HashMap<>();

    @TempDir
    private static Path profile;

    private static NodeScript server;
    private static ForeignSite site;

    private LineClient client;

    /** A client with its relay and its Socket.IO transports. */
    record Pairing(ClientMake client, Relay relay, List<String> transports, String scheme) {
        static Stream<Pairing> all() {
            return Stream.concat(Relay.main().flatMap(relay -> by(relay, "http")), by(Relay.COMPRESSING, "https"));
        }

        private static Stream<Pairing> by(Relay relay, String scheme) {
            return Stream.of(List.of("websocket"), List.of("polling", "websocket"), List.of("polling"))
                    .flatMap(transports -> Stream.of(ClientMake.NODE, ClientMake.CHROMIUM)
                            .map(client -> new Pairing(client, relay, transports, scheme)));
        }

        boolean upgrades() {
            return transports.size() == 2;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        NodeScript.assume("socket.io", "socket.io-client");
        server = new NodeScript("socket-io-server.js");
        site = new ForeignSite(
                Map.of("io", "http://127.0.0.1:" + server.lines().next("port ").substring(5) + "/"));
        site.pages("socket-io.html", "lines.js", "socket-io-client.js");
        site.page("socket.io.min.js", NodeScript.file("socket.io-client", "dist/socket.io.min.js"));
    }

    @AfterAll
    static void stop() throws Exception {
        for (LineClient client : CLIENTS.values()) {
            client.close();
        }
        if (site != null) {
            site.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void leave() throws Exception {
        if (client != null) {
            client.disconnect();
        }
    }

    private void open(Pairing pairing, String target) throws Exception {
        String key = pairing.client() + " " + pairing.scheme();
        client = CLIENTS.get(key);
        if (client == null) {
            client = pairing.client() == ClientMake.NODE
                    ? new NodeClient("socket-io-client.js")
                    : new ChromiumClient(
                            profile.resolve(pairing.scheme()), site.page(pairing.scheme(), "socket-io.html"));
            CLIENTS.put(key, client);
        }
        server.lines().clear();
        client.open(
                site.url(pairing.scheme(), pairing.relay(), "io", target),
                pairing.transports().toArray(String[]::new));
    }

    private void open(Pairing pairing) throws Exception {
        open(pairing, "socket.io/");
        if (pairing.upgrades()) {
            assertThat(List.of(client.next(), client.next())).containsExactlyInAnyOrder("open", "upgraded websocket");
        } else {
            assertThat(client.next()).isEqualTo("open");
        }
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.SocketIoTest$Pairing#all")
    void messages_are_echoed_in_order_over_the_requested_transport(Pairing pairing) throws Exception {
        open(pairing);
        List<String> messages =
                IntStream.range(0, 1000).mapToObj(i -> "gr\u00fc\u00dfe " + i).toList();
        client.send(messages);

        for (String message : messages) {
            assertThat(client.next()).isEqualTo("text " + message);
        }
        client.writeLines(List.of("transport"));
        assertThat(client.next())
                .isEqualTo("transport "
                        + pairing.transports().get(pairing.transports().size() - 1));
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.SocketIoTest$Pairing#all")
    void a_megabyte_is_echoed(Pairing pairing) throws Exception {
        open(pairing);
        byte[] bytes = new byte[1 << 20];
        new Random(7).nextBytes(bytes);
        client.send(bytes);

        Adler32 sum = new Adler32();
        sum.update(bytes);
        assertThat(client.next()).isEqualTo("binary " + bytes.length + " " + sum.getValue());
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.SocketIoTest$Pairing#all")
    void a_request_gets_its_acknowledgement(Pairing pairing) throws Exception {
        open(pairing);
        client.writeLines(List.of("ask who is there"));

        assertThat(client.next()).isEqualTo("answer WHO IS THERE");
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.SocketIoTest$Pairing#all")
    void each_side_sees_the_disconnect_of_the_other(Pairing pairing) throws Exception {
        open(pairing);
        client.send(List.of("close"));
        assertThat(client.next()).isEqualTo("close io server disconnect");

        open(pairing);
        client.disconnect();
        assertThat(server.lines().next("close client")).isEqualTo("close client namespace disconnect");
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.Relay#main")
    void a_session_over_http2_outlives_a_reload(Relay relay) throws Exception {
        open(new Pairing(ClientMake.CHROMIUM, relay, List.of("polling", "websocket"), "https"));
        client.send(List.of("before"));
        assertThat(client.next()).isEqualTo("text before");
        site.reload();
        client.send(List.of("after"));
        assertThat(client.next()).isEqualTo("text after");
        client.writeLines(List.of("transport", "ask who is there"));
        assertThat(client.next()).isEqualTo("transport websocket");
        assertThat(client.next()).isEqualTo("answer WHO IS THERE");

        client.disconnect();
        Pattern webSocket = Pattern.compile("/" + relay.name().toLowerCase(Locale.ROOT)
                + "/io/socket.io/ 101 \\S*transport=websocket&sid=(\\S+) .* HTTP/2.0 (\\d+)");
        String log = await().atMost(Lines.PATIENCE)
                .until(site::accessLog, text -> webSocket.matcher(text).find());
        MatchResult last =
                webSocket.matcher(log).results().reduce((one, next) -> next).orElseThrow();
        // the WebSocket was a stream of the connection with the first requests of its session
        assertThat(log)
                .containsPattern("/io/socket.io/ 200 \\S*transport=polling\\S*&sid=" + Pattern.quote(last.group(1))
                        + " .* HTTP/2.0 " + last.group(2) + "\n");
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.SocketIoTest$Pairing#all")
    void a_refusal_is_reported(Pairing pairing) throws Exception {
        open(pairing, "socket.io/forbidden/");

        String refusal = client.next();
        if (pairing.transports().get(0).equals("polling")) {
            assertThat(refusal).isEqualTo("refused 403");
        } else {
            assertThat(refusal).startsWith("refused ");
        }
    }
}
