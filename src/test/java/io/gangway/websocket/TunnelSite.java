package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Gangway before one scripted backend: {@code /chat} forwards upgrades, {@code /plain} does not. */
final class TunnelSite implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(5);

    private final LegPair legs;
    private final ScriptedUpstream upstream;
    private final Site site;
    private final GangwayServer server;

    private TunnelSite(LegPair legs, ScriptedUpstream upstream, Site site) {
        this.legs = legs;
        this.upstream = upstream;
        this.site = site;
        server = GangwayServer.start(site);
    }

    /** Starts all with plain legs; the directives stand in the server block. */
    static TunnelSite start(Script script, String... directives) throws IOException {
        return start(LegPair.PLAIN_TO_PLAIN, script, directives);
    }

    /** Starts all; the directives stand in the server block. */
    static TunnelSite start(LegPair legs, Script script, String... directives) throws IOException {
        ScriptedUpstream upstream = legs.upstream(script);
        Site site = Site.create().backend(upstream);
        legs.writeCertificate(site);
        write(legs, site, directives);
        return new TunnelSite(legs, upstream, site);
    }

    private static void write(LegPair legs, Site site, String... directives) throws IOException {
        site.config("""
                log_format closing '$websocket_closed_by $websocket_close_code $websocket_close_reason '
                    '$websocket_close_client $websocket_close_upstream '
                    '$websocket_messages_in $websocket_messages_out';
                server {
                    listen 127.0.0.1:%%{port}%1$s;
                    %2$s
                    %3$s
                    location /chat {
                        proxy_pass %4$s://%%{backend};
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection "upgrade";
                    }
                    location /plain {
                        proxy_pass %4$s://%%{backend};
                        proxy_http_version 1.1;
                    }
                }
                """.formatted(
                legs.listenParameters(),
                legs.certificateDirectives().replace("%{dir}", site.dir().toString()),
                String.join("\n", directives),
                legs.scheme()));
    }

    /** Loads the same configuration with other directives in the server block. */
    void reload(String... directives) throws IOException {
        write(legs, site, directives);
        server.reload();
    }

    /** Loads another configuration. */
    void reloadWith(String config) throws IOException {
        site.config(config);
        server.reload();
    }

    /** Ends it as QUIT does. */
    CompletionStage<Void> quit() {
        return server.quit();
    }

    /** Time-outs pass as if so much time had. */
    void leap(Duration time) {
        server.leap(time);
    }

    /** Open tunnels, as Gangway counts them. */
    int tunnels() {
        return server.gangway().tunnels();
    }

    /** Buffers that are in use now. */
    int buffersOut() {
        return server.buffersOut();
    }

    /** Every tunnel is gone, with its connection to the backend and its buffers. */
    void awaitNothingLeft() {
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(SOON).untilAsserted(() -> {
            assertThat(tunnels()).as("tunnels").isZero();
            assertThat(upstream.open()).as("connections to the backend").isZero();
            assertThat(buffersOut()).as("buffers").isZero();
        });
    }

    GangwayServer server() {
        return server;
    }

    ScriptedUpstream upstream() {
        return upstream;
    }

    int port() {
        return site.port();
    }

    /** A client whose upgrade of {@code /chat} was accepted. */
    WebSocketPeer connect(String... fields) throws IOException {
        return WebSocketPeer.connect(raw(), "/chat", fields);
    }

    RawConnection raw() throws IOException {
        return legs.connect(port());
    }

    /** A file below the folder of the site. */
    Path file(String name) {
        return site.dir().resolve(name);
    }

    String log(String name) throws IOException {
        Path log = file(name);
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public void close() throws IOException {
        server.close();
        upstream.close();
        site.close();
    }
}
