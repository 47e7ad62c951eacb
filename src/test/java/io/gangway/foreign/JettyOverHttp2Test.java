package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;

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

    @RepeatedTest(3)
    void messages_are_echoed() throws Exception {
        for (Relay relay : (Iterable<Relay>) Relay.main()::iterator) {
            for (String server : List.of("jetty", "jetty-http2")) {
                client.open(site.url("wss", relay, server, "echo?jetty"), "v1.score", "v2.score");
                assertThat(client.next())
                        .isEqualTo("open v2.score " + (relay.compressesToClient(true) ? "permessage-deflate" : "-"));
                client.send(List.of("gr\u00fc\u00dfe"));
                assertThat(client.next()).isEqualTo("text gr\u00fc\u00dfe");
                client.send(new byte[100_000]);
                assertThat(client.next()).startsWith("binary 100000 ");
                client.ping("are you there");
                assertThat(client.next()).isEqualTo("pong are you there");
                client.open(site.url("wss", relay, server, "forbidden"));
                assertThat(client.next()).isEqualTo("refused 403");
            }
        }
    }
}
