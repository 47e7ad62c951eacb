package io.gangway.console;

import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gangway with a console below {@code /console/} whose token is {@value #TOKEN}, two peers that echo, and three locations
 * for WebSockets: the messages of {@code /chat} are inspected, those of {@code /scores} are not, and those of
 * {@code /streams} go over HTTP/2.
 */
final class ConsoleSite implements AutoCloseable {
    static final String TOKEN = "secret";

    private final ScriptedUpstream one =
            ScriptedUpstream.start(WebSocketPeer.echo()).http2(true);
    private final ScriptedUpstream two =
            ScriptedUpstream.start(WebSocketPeer.echo()).http2(true);
    private final Site site = Site.create().backend("one", one).backend("two", two);
    private final GangwayServer server;
    private final List<WebSocketPeer> clients = new ArrayList<>();

    ConsoleSite() throws IOException {
        site.config("""
                worker_processes 2;
                events { worker_connections 5000; }
                http {
                    upstream backend {
                        zone backend 64k;
                        server %{backend:one};
                        server %{backend:two};
                    }
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection upgrade;
                    server {
                        listen 127.0.0.1:%{port};
                        http2 on;
                        server_name chat.example.com;
                        location /chat {
                            proxy_pass http://backend;
                            websocket_inspect on;
                        }
                        location /scores {
                            proxy_pass http://backend;
                        }
                        location /streams {
                            proxy_pass http://backend;
                            proxy_http_version 2;
                        }
                        location /console/ { gangway_console write=on token=secret; }
                        location /watch/ { gangway_console; }
                    }
                }
                """);
        server = GangwayServer.start(site);
    }

    /** The address of the console with the token. */
    String url() {
        return "http://127.0.0.1:" + site.port() + "/console/#token=" + TOKEN;
    }

    /** The address of a console that permits no changes. */
    String readOnlyUrl() {
        return "http://127.0.0.1:" + site.port() + "/watch/";
    }

    int port() {
        return site.port();
    }

    String peerOne() {
        return one.address();
    }

    ScriptedUpstream two() {
        return two;
    }

    GangwayServer server() {
        return server;
    }

    /** Opens a tunnel and waits for its first echo. */
    WebSocketPeer connect(String target) throws IOException {
        WebSocketPeer client = WebSocketPeer.connect(site.port(), target);
        clients.add(client);
        client.timeout(Duration.ofSeconds(30)).send("hello").read();
        return client;
    }

    /** Closes all clients and waits until their tunnels have ended. */
    void disconnect() throws IOException {
        for (WebSocketPeer client : clients) {
            client.close();
        }
        clients.clear();
        await().atMost(Duration.ofSeconds(30)).until(() -> server.gangway().tunnels() == 0);
    }

    @Override
    public void close() throws IOException {
        for (WebSocketPeer client : clients) {
            client.close();
        }
        server.close();
        site.close();
        one.close();
        two.close();
    }
}
