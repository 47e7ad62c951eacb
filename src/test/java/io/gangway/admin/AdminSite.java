package io.gangway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.conf.ByteText;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.ajax.JSON;

/** Gangway in front of one backend, with its API below {@code /admin/}; changes need the token {@code secret}. */
final class AdminSite implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ScriptedUpstream upstream;
    private final Site site;
    private final GangwayServer server;

    private AdminSite(ScriptedUpstream upstream, Site site) {
        this.upstream = upstream;
        this.site = site;
        server = GangwayServer.start(site);
    }

    static AdminSite start(String... directives) throws IOException {
        return start(WebSocketPeer.echo(), directives);
    }

    /** @param directives for the location {@code /chat} */
    static AdminSite start(Script script, String... directives) throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.start(script);
        Site site = Site.create().backend(upstream);
        configure(site, directives);
        return new AdminSite(upstream, site);
    }

    private static void configure(Site site, String... directives) throws IOException {
        site.config("""
                worker_processes 2;
                events { worker_connections 4096; }
                http {
                    server_tokens off;
                    upstream backend { zone backend 64k; server %%{backend}; server 127.0.0.1:%%{dead:one} backup; }
                    upstream failing { least_conn; server 127.0.0.1:%%{dead:one}; server 127.0.0.1:%%{dead:two} backup; }
                    server {
                        listen 127.0.0.1:%%{port};
                        server_name chat.example.com;
                        http2 on;
                        location /chat {
                            %s
                            proxy_pass http://backend;
                            proxy_http_version 1.1;
                            proxy_set_header Upgrade $http_upgrade;
                            proxy_set_header Connection "upgrade";
                        }
                        location /admin/ { gangway_admin write=on token=secret; }
                        location /readonly/ { gangway_admin; }
                        location /failing { proxy_pass http://failing; proxy_set_header Authorization "Basic abc"; }
                        location /files { alias /srv/files; location = /files/inner { return 204; } }
                    }
                }
                """.formatted(String.join("\n", directives)));
    }

    /** Loads the same configuration with other directives in the location {@code /chat}. */
    void reload(String... directives) throws IOException {
        configure(site, directives);
        server.reload();
    }

    Site site() {
        return site;
    }

    GangwayServer server() {
        return server;
    }

    int port() {
        return site.port();
    }

    WebSocketPeer connect(String... fields) throws IOException {
        return WebSocketPeer.connect(port(), "/chat?room=1", fields);
    }

    RawResponse send(String method, String path, String... fields) throws IOException {
        StringBuilder head = new StringBuilder(
                method + " /admin/1/" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return RawHttp.send(port(), head + "\r\n");
    }

    /** Sends a change with the token. */
    RawResponse change(String method, String path) throws IOException {
        return send(method, path, "Authorization: Bearer secret");
    }

    /** Sends a change with the token and a body. */
    RawResponse patch(String path, String body) throws IOException {
        return RawHttp.send(
                port(),
                "PATCH /admin/1/" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Authorization: Bearer secret\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    RawResponse get(String path) throws IOException {
        return send("GET", path);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> object(String path) throws IOException {
        return (Map<String, Object>) value(path);
    }

    List<Map<String, Object>> list(String path) throws IOException {
        return list(value(path));
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) (List<?>) List.of((Object[]) value);
    }

    private Object value(String path) throws IOException {
        RawResponse response = get(path);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(response.field("Content-Type")).isEqualTo("application/json");
        return parse(ByteText.utf8(response.body()));
    }

    static Object parse(String text) {
        return new JSON().fromJSON(text);
    }

    /** The one open tunnel. */
    Map<String, Object> tunnel() throws IOException {
        List<Map<String, Object>> all = list("tunnels");
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    void awaitTunnels(int count) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> server.gangway().tunnels() == count);
    }

    void awaitNoBuffers() {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .untilAsserted(() -> assertThat(server.buffersInUse()).isZero());
    }

    @Override
    public void close() throws IOException {
        server.close();
        upstream.close();
        site.close();
    }
}
