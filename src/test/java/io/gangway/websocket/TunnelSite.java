package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.metrics.GenerationStats;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Gangway in front of one scripted backend: {@code /chat} forwards upgrades, {@code /plain} does not. */
final class TunnelSite implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(5);

    private final LegPair legs;
    private final ScriptedUpstream upstream;
    private final Site site;
    private final GangwayServer server;

    /** Directives for the main level of each configuration from now on. */
    private String prefix = "";

    private TunnelSite(LegPair legs, ScriptedUpstream upstream, Site site, TestClock clock) {
        this.legs = legs;
        this.upstream = upstream;
        this.site = site;
        server = GangwayServer.start(site, clock);
    }

    /** Starts everything with plain legs; the directives are for the server block. */
    static TunnelSite start(Script script, String... directives) throws IOException {
        return start(LegPair.PLAIN_TO_PLAIN, script, directives);
    }

    /** Starts everything; the directives are for the server block. */
    static TunnelSite start(LegPair legs, Script script, String... directives) throws IOException {
        return start(legs, TestClock.running(), script, directives);
    }

    /** The same with this clock. */
    static TunnelSite start(LegPair legs, TestClock clock, Script script, String... directives) throws IOException {
        return start(legs, clock, legs.upstream(script), "", directives);
    }

    /** The same with more blocks next to the server block, where {@code %{backend}} is this upstream. */
    static TunnelSite start(LegPair legs, ScriptedUpstream upstream, String http, String... directives)
            throws IOException {
        return start(legs, TestClock.running(), upstream, http, directives);
    }

    static TunnelSite start(LegPair legs, TestClock clock, ScriptedUpstream upstream, String http, String... directives)
            throws IOException {
        Site site = Site.create().backend(upstream);
        legs.writeCertificate(site);
        write(legs, site, http, directives);
        return new TunnelSite(legs, upstream, site, clock);
    }

    private static void write(LegPair legs, Site site, String http, String... directives) throws IOException {
        site.config("events { worker_connections 4096; }\nhttp {\nserver_tokens off;\n"
                + http
                + """
                log_format closing '$websocket_closed_by $websocket_close_code $websocket_close_reason '
                    '$websocket_close_client $websocket_close_upstream '
                    '$websocket_messages_in $websocket_messages_out';
                log_format ended '$request_time $websocket_close_code';
                server {
                    listen 127.0.0.1:%%{port}%1$s;
                    %2$s
                    %3$s
                    location /chat {
                        proxy_pass %4$s://%%{backend};
                        proxy_http_version %5$s;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection "upgrade";
                    }
                    location /plain {
                        proxy_pass %4$s://%%{backend};
                        proxy_http_version %5$s;
                    }
                }
                }
                """.formatted(
                        legs.listenParameters(),
                        legs.serverDirectives().replace("%{dir}", site.dir().toString()),
                        String.join("\n", directives),
                        legs.scheme(),
                        legs.httpVersion()));
    }

    /** Loads the same configuration with other directives in the server block. */
    void reload(String... directives) throws IOException {
        write(legs, site, "", directives);
        load();
    }

    private void load() throws IOException {
        Files.writeString(site.conf(), prefix + Files.readString(site.conf()));
        server.reload();
    }

    /** Adds directives to the main level of all configurations loaded from now on. */
    void prepend(String directives) {
        prefix = directives;
    }

    /** Loads a configuration in which no location forwards to the backend. */
    void removeLocations() throws IOException {
        reloadWith("server { listen 127.0.0.1:%{port}" + legs.listenParameters() + "; " + legs.serverDirectives()
                + " return 200 gone; }");
    }

    /** Loads another configuration. */
    void reloadWith(String config) throws IOException {
        site.config(config);
        load();
    }

    /** Stops the server as QUIT does. */
    CompletionStage<Void> quit() {
        return server.quit();
    }

    /** Advances the clock. */
    void advance(Duration time) {
        server.advance(time);
    }

    /** The number of open tunnels, as counted by Gangway. */
    int tunnels() {
        return server.gangway().tunnels();
    }

    /** The generations in memory. */
    List<GenerationStats> generations() {
        return server.gangway().generations();
    }

    /** The metrics of a location, by its text in the configuration; null if nothing was counted. */
    LocationMetricsSnapshot counts(String location) {
        return server.gangway().locationMetrics().stream()
                .filter(counts -> counts.location().equals(location))
                .findFirst()
                .orElse(null);
    }

    /** Buffers that are in use now. */
    int buffersInUse() {
        return server.buffersInUse();
    }

    /** Waits until every tunnel is gone, with its connection to the backend, its buffers and its codecs. */
    void awaitNothingLeft() {
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(SOON).untilAsserted(() -> {
            assertThat(tunnels()).as("tunnels").isZero();
            assertThat(upstream.openConnections())
                    .as("connections to the backend")
                    .isZero();
            assertThat(buffersInUse()).as("buffers").isZero();
            assertThat(server.codecsInUse()).as("inflaters and deflaters").isZero();
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

    /** Connects a client to {@code /chat}; the upgrade must be accepted. */
    WebSocketPeer connect(String... fields) throws IOException {
        return WebSocketPeer.connect(raw(), "/chat", fields);
    }

    RawConnection raw() throws IOException {
        return legs.connect(port());
    }

    /** Clients that share one connection where they speak HTTP/2. */
    Clients clients() throws IOException {
        return new Clients(legs, port());
    }

    /** A file below the directory of the site. */
    Path file(String name) {
        return site.dir().resolve(name);
    }

    /** The lines of a file below the directory of the site. */
    List<String> lines(String name) throws IOException {
        return log(name).lines().toList();
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
