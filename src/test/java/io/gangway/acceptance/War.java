package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A servlet container with the WAR deployed four times: at the root, at {@code /below} and at {@code /recipe}, each
 * with a configuration, and unconfigured at {@code /gangway}.
 */
final class War implements AutoCloseable {
    private static final String CONFIG = """
            events {}
            http {
                include mime.types;
                log_format brief '$request_method $uri $status';
                access_log logs/access.log brief;
                error_log logs/error.log info;
                # the container's name and port choose nothing: there is one plain listen
                server {
                    listen 80;
                    server_name localhost;
                    root front;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection "upgrade";
                    proxy_read_timeout 60s;
                    location /api/ { proxy_pass http://%{backend}; client_max_body_size 0; }
                    location /streamed/ {
                        proxy_pass http://%{backend};
                        proxy_buffering off;
                        proxy_request_buffering off;
                        client_max_body_size 0;
                    }
                    location /kept/ {
                        proxy_pass http://%{backend};
                        client_body_in_file_only on;
                        add_header X-File $request_body_file;
                    }
                    location /chat { proxy_pass http://%{backend}; proxy_read_timeout 10m; }
                    location /bridged { proxy_pass http://%{backend}; websocket_relay bridge; }
                    location /http2/ { proxy_pass http://%{backend:http2}; proxy_http_version 2; client_max_body_size 0; }
                    location /kept-http1/ {
                        proxy_pass http://%{backend:http2};
                        websocket_http_version 2;
                    }
                    location /calls. { grpc_pass grpc://%{backend:calls}; }
                    location /dead { proxy_pass http://127.0.0.1:%{dead}; }
                    location /facts { return 200 "$request_uri|$uri|$args|$scheme|$server_port|$http_x|$host"; }
                    location /moved { return 301 /facts; }
                    location /nothing { return 444; }
                }
                server { listen 80; server_name other.example; return 200 other; }
                server { listen 443 ssl; server_name localhost; ssl_reject_handshake on;
                    location /chat { proxy_pass http://%{backend}; proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection "upgrade"; }
                    location /facts { return 200 "$scheme|$https|$server_port"; }
                    location /moved { return 301 /facts; }
                }
            }
            """;

    /** The message that a call of gRPC is answered with. */
    static final String REPLY = "\0\0\0\0\2ok";

    private final ServletContainer.Kind kind;
    private final ScriptedUpstream backend = ScriptedUpstream.start(RunningExample.application());
    private final ScriptedUpstream http2 =
            ScriptedUpstream.start(RunningExample.application()).http2(true);
    private final ScriptedHttp2Upstream calls = ScriptedHttp2Upstream.start(ScriptedHttp2Upstream.call(REPLY));
    private final Site site = Site.create();
    private final Site below;
    private final Site recipe;
    private final ServletContainer container;

    War(ServletContainer.Kind kind) throws Exception {
        this.kind = kind;
        site.backend("main", backend)
                .backend("http2", http2)
                .backend("calls", calls.address())
                .file("mime.types", Files.readString(Path.of("etc/mime.types")))
                .file("front/index.html", "<!doctype html><div id=app></div>")
                .file("front/big.bin", bytes(3_000_000))
                .config(CONFIG);
        below = Site.of("server { listen 80; root front; location /hello { return 200 $uri; }"
                + " location /moved { return 301 /hello; } }");
        below.file("front/index.html", "below").file("front/sub/index.html", "sub");
        recipe = Site.of("server { listen 80; }").backend("main", backend);
        container =
                ServletContainer.start(kind, Map.of("", site.conf(), "/below", below.conf(), "/recipe", recipe.conf()));
    }

    ServletContainer.Kind kind() {
        return kind;
    }

    /** The backend of all three configurations. */
    ScriptedUpstream backend() {
        return backend;
    }

    /** The backend of the locations with HTTP/2. */
    ScriptedUpstream http2() {
        return http2;
    }

    ServletContainer container() {
        return container;
    }

    /** The site at the root. */
    Site site() {
        return site;
    }

    Site below() {
        return below;
    }

    Site recipe() {
        return recipe;
    }

    /** Sends a GET on a new connection. */
    RawResponse get(String target, String... fields) throws IOException {
        return RawHttp.get(container.port(), target, fields);
    }

    /** Connects a WebSocket client with long read time-outs. */
    WebSocketPeer connect(String target, String... fields) throws IOException {
        return RunningExample.connect(container.port(), target, fields);
    }

    /** Connects a client with long read time-outs. */
    RawConnection client() throws IOException {
        return RawHttp.connect(container.port()).timeout(PATIENCE);
    }

    /** Pseudo-random bytes, the same for each size. */
    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Waits, in a backend, until the test lets it continue. */
    static void join(CompletableFuture<Void> seen) throws IOException {
        try {
            seen.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        container.close();
        backend.close();
        http2.close();
        calls.close();
        below.close();
        recipe.close();
        site.close();
    }
}
