package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hypercorn, a server of Python applications, as a backend of HTTP/2 in clear text and over TLS: requests, and WebSockets as
 * streams (RFC 8441) of clients over both versions.
 */
class HypercornTest {
    private static final String PLAIN = "hypercorn-http2";
    private static final String ENCRYPTED = "hypercorn-http2-tls";

    @TempDir
    private static Path directory;

    private static final List<ForeignProgram> SERVERS = new ArrayList<>();
    private static ForeignSite site;
    private static int who;

    private NodeClient client;

    /** A WebSocket of node's ws. */
    record Route(String client, Relay relay, String server) {
        static Stream<Route> all() {
            return Stream.of(
                    new Route("http1", Relay.TUNNEL, PLAIN),
                    new Route("http2", Relay.TUNNEL, ENCRYPTED),
                    new Route("http2", Relay.BRIDGE, PLAIN),
                    new Route("http1", Relay.COMPRESSING, ENCRYPTED),
                    new Route("http2", Relay.COMPRESSING, PLAIN));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        NodeScript.assume("ws");
        String program = ForeignProgram.assume("hypercorn");
        Certificate.write(directory);
        String application = NodeScript.resource("echo_app.py") + ":app";
        int plain = FreePorts.next();
        int encrypted = FreePorts.next();
        SERVERS.add(new ForeignProgram(
                directory.resolve("plain.log"), List.of(program, "--bind=127.0.0.1:" + plain, application), plain));
        SERVERS.add(new ForeignProgram(
                directory.resolve("encrypted.log"),
                List.of(
                        program,
                        "--bind=127.0.0.1:" + encrypted,
                        "--certfile=" + directory.resolve("it.crt"),
                        "--keyfile=" + directory.resolve("it.key"),
                        application),
                encrypted));
        site = new ForeignSite(
                Map.of(PLAIN, "http://127.0.0.1:" + plain + "/", ENCRYPTED, "https://127.0.0.1:" + encrypted + "/"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (site != null) {
            site.close();
        }
        SERVERS.forEach(ForeignProgram::close);
    }

    @AfterEach
    void leave() {
        if (client != null) {
            client.close();
        }
    }

    private void open(Route route, String target, String... protocols) throws Exception {
        client = route.client().equals("http2") ? new NodeClient("client.js", "http2") : new NodeClient("client.js");
        client.open(site.url("wss", route.relay(), route.server(), target), protocols);
    }

    /** Waits until the application has printed a line that begins so. */
    private static void awaitPrinted(Route route, String start) {
        Path log = directory.resolve(route.server().equals(PLAIN) ? "plain.log" : "encrypted.log");
        await().atMost(Lines.PATIENCE)
                .untilAsserted(() -> assertThat(Files.readString(log)).contains("\n" + start));
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, ENCRYPTED})
    void requests_are_streams(String server) throws Exception {
        String path = "/tunnel/" + server + "/";
        RawResponse small = RawHttp.get(site.port(), path);
        assertThat(small.body()).isEqualTo("2 GET / 0 1");
        assertThat(RawHttp.get(site.port(), path + "?2000000").body())
                .hasSize(small.body().length() + 2_000_000);

        String body = "score ".repeat(200_000);
        Adler32 sum = new Adler32();
        sum.update(body.getBytes());
        RawResponse posted = RawHttp.send(
                site.port(),
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
        assertThat(posted.body()).isEqualTo("2 POST / " + body.length() + " " + sum.getValue());
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.HypercornTest$Route#all")
    void a_websocket_is_a_stream(Route route) throws Exception {
        open(route, "echo?" + ++who, "v1.score", "v2.score");
        assertThat(client.next()).startsWith("open v2.score ");
        awaitPrinted(route, who + " open 2 v2.score");

        List<String> messages = IntStream.range(0, 100)
                .mapToObj(i -> i + " gr\u00fc\u00dfe " + "x".repeat(i * 10))
                .toList();
        client.send(messages);
        for (String message : messages) {
            assertThat(client.next()).isEqualTo("text " + message);
        }
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        Adler32 sum = new Adler32();
        sum.update(bytes);
        client.send(bytes);
        assertThat(client.next()).isEqualTo("binary " + bytes.length + " " + sum.getValue());
        client.ping("are you there");
        assertThat(client.next()).isEqualTo("pong are you there");

        client.close(4401, "who are you");
        assertThat(client.next()).isEqualTo("close 4401 who are you");
        // this release of hypercorn gives its application 1006 at each close of a client
        awaitPrinted(route, who + " close ");
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.HypercornTest$Route#all")
    void the_application_closes_or_refuses(Route route) throws Exception {
        open(route, "echo?" + ++who);
        assertThat(client.next()).startsWith("open ");
        client.send(List.of("close 4000 that was all"));
        assertThat(client.next()).isEqualTo("close 4000 that was all");

        client.open(site.url("wss", route.relay(), route.server(), "forbidden"));
        assertThat(client.next()).isEqualTo("refused 403");
    }
}
