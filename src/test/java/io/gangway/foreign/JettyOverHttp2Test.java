package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jetty's client over HTTP/2 with Jetty's servers of both versions. At times it misses the close frame, without a proxy
 * too, so that only what comes before is tried.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JettyOverHttp2Test {
    private JettyServer old;
    private JettyServer current;
    private JettyClient client;
    private ForeignSite site;

    @BeforeAll
    void start() throws Exception {
        old = new JettyServer(null, false);
        current = new JettyServer(Certificate.context(), true);
        client = new JettyClient(true);
        site = new ForeignSite(Map.of(
                "jetty", "http://127.0.0.1:" + old.port() + "/",
                "jetty-http2", "https://127.0.0.1:" + current.port() + "/"));
    }

    @AfterAll
    void stop() throws Exception {
        client.close();
        site.close();
        old.close();
        current.close();
    }

    /** Several tries: one in twelve conversations of Jetty's client and server over HTTP/2 hangs without a proxy too. */
    @ParameterizedTest
    @MethodSource("routes")
    void messages_are_echoed(Relay relay, String server) throws Exception {
        List<String> heard = List.of();
        for (int tries = 0; tries < 4 && heard.size() < 4; tries++) {
            heard = converse(site.url("wss", relay, server, "echo?jetty"));
        }

        assertThat(heard)
                .containsExactly(
                        "open v2.score " + (relay.compressesToClient(true) ? "permessage-deflate" : "-"),
                        "text gr\u00fc\u00dfe",
                        "binary 100000 2259615745",
                        "pong are you there");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void a_refusal_is_reported(Relay relay, String server) throws Exception {
        client.open(site.url("wss", relay, server, "forbidden"));

        assertThat(client.next()).isEqualTo("refused 403");
    }

    static Stream<Arguments> routes() {
        return Relay.main().flatMap(relay -> Stream.of(arguments(relay, "jetty"), arguments(relay, "jetty-http2")));
    }

    /** What the client hears until it hears nothing. */
    private List<String> converse(String url) throws Exception {
        List<String> heard = new ArrayList<>();
        client.open(url, "v1.score", "v2.score");
        List<Runnable> steps = List.of(
                () -> client.send(List.of("gr\u00fc\u00dfe")),
                () -> client.send(new byte[100_000]),
                () -> client.ping("are you there"),
                () -> {});
        for (Runnable step : steps) {
            String line = client.poll();
            if (line == null) {
                return heard;
            }
            heard.add(line);
            step.run();
        }
        return heard;
    }
}
