package io.gangway.prometheus;

import static org.awaitility.Awaitility.await;

import io.gangway.Gangway;
import io.gangway.conf.Environment;
import io.gangway.testing.Frame;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;

/** A server that has everything that metrics show, and has used it. */
public final class MetricsSite implements AutoCloseable {
    private static final String CONFIG = """
            limit_req_zone $binary_remote_addr zone=requests:1m rate=1000r/s;
            limit_conn_zone $server_name zone=connections:1m;
            proxy_cache_path %{dir}/cache keys_zone=responses:1m;
            upstream backend { server %{backend}; server 127.0.0.1:%{dead}; websocket_rebalance on; }
            server {
                listen 127.0.0.1:%{port};
                server_name www.example.com;
                location = /metrics { gangway_metrics vts; }
                location / { status_zone pages; limit_req zone=requests; limit_conn connections 100; root %{dir}; }
                location /chat {
                    proxy_pass http://backend;
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection upgrade;
                }
                location /direct { proxy_pass http://%{backend}; }
                location /refused { return 403; }
            }
            """;

    private final ScriptedUpstream upstream;
    private final Site site;
    private final Gangway gangway;

    private MetricsSite(ScriptedUpstream upstream, Site site) {
        this.upstream = upstream;
        this.site = site;
        gangway = Gangway.builder()
                .environment(new Environment(
                        site.dir(), site.conf(), site.dir().resolve("error.log").toString(), ""))
                .read()
                .start();
    }

    /** Starts the server and its backend. */
    public static MetricsSite start() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.start(WebSocketPeer.echo());
        return new MetricsSite(
                upstream, Site.create().backend(upstream).config(CONFIG).file("a.txt", "text"));
    }

    /** The port of {@code /metrics}. */
    public int port() {
        return site.port();
    }

    /** Requests, refused upgrades, an ended tunnel and a reload. */
    public void use() throws IOException {
        RawHttp.get(port(), "/a.txt");
        RawHttp.get(port(), "/missing");
        try (RawConnection client = RawHttp.connect(port())) {
            client.send(WebSocketPeer.upgradeRequest("/refused")).read();
        }
        try (RawConnection client = RawHttp.connect(port())) {
            client.send(WebSocketPeer.upgradeRequest("/direct")).read();
        }
        for (int i = 0; i < 2; i++) {
            try (WebSocketPeer client = WebSocketPeer.connect(RawHttp.connect(port()), "/chat")) {
                client.send("hi").read();
                client.send(Frame.close(1000, "bye")).read();
            }
        }
        gangway.reload();
        await().until(() -> Scrape.of(port()).text().contains("gangway_websocket_closed_total{"));
    }

    @Override
    public void close() throws IOException {
        gangway.close();
        site.close();
        upstream.close();
    }
}
