package io.gangway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that failed once gets its share of WebSockets again, although those that it has got stay open. */
class TunnelRecoveryTest {
    private static final int CLIENTS = 4;

    private final List<WebSocketPeer> clients = new ArrayList<>();
    private ScriptedUpstream first;
    private ScriptedUpstream second;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        first = ScriptedUpstream.start(Script.onUpgrade(WebSocketPeer.echo(), Script.body("fine")));
        second = ScriptedUpstream.start(Script.onUpgrade(WebSocketPeer.echo(), Script.body("fine")));
        site = Site.create();
    }

    @AfterEach
    void close() throws Exception {
        for (WebSocketPeer client : clients) {
            client.close();
        }
        server.close();
        first.close();
        second.close();
        site.close();
    }

    private void start(String location) throws Exception {
        site.config("error_log %{dir}/error.log notice;\nupstream u { zone z 64k; least_conn; server " + first.address()
                + "; server " + second.address() + "; }\nserver { listen 127.0.0.1:%{port}; location / {"
                + " proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;"
                + " proxy_set_header Connection upgrade; } location @check { proxy_pass http://u; " + location
                + " } }");
        server = GangwayServer.start(site);
    }

    private void connect(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            clients.add(WebSocketPeer.connect(server.port(), "/"));
        }
    }

    private static long upgrades(ScriptedUpstream backend) {
        return backend.requests().stream()
                .filter(request -> request.target().equals("/"))
                .count();
    }

    private void awaitLog(String text) {
        await().until(() -> Files.readString(site.dir().resolve("error.log"), StandardCharsets.ISO_8859_1)
                .contains(text));
    }

    @Test
    void after_fail_timeout_an_open_websocket_is_a_success() throws Exception {
        start("");
        first.unbind();
        connect(CLIENTS);
        assertThat(upgrades(second)).isEqualTo(CLIENTS);
        first.bind();
        server.advance(Duration.ofSeconds(11));

        connect(CLIENTS);

        assertThat(upgrades(first)).isEqualTo(CLIENTS);
        awaitLog("is up, it was unavail: a request succeeded");
    }

    @Test
    void a_health_check_that_passes_again_ends_fail_timeout() throws Exception {
        start("health_check uri=/check interval=3s;");
        await().until(() -> first.requests().size() == 1);
        first.unbind();
        connect(CLIENTS);
        awaitLog("is unavail, it was up");
        server.advance(Duration.ofSeconds(3));
        awaitLog("is unhealthy, it was unavail");
        first.bind();
        server.advance(Duration.ofSeconds(3));
        awaitLog("is up, it was unhealthy: the health check of /check passed");

        connect(CLIENTS);

        assertThat(upgrades(first)).isEqualTo(CLIENTS);
    }
}
