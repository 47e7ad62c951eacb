package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Ending;
import io.gangway.testing.Frame;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import io.gangway.testing.TrustAll;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** What the WAR does in every servlet container that it is made for. The container runs for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class WarContract {
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
                    location /chat { proxy_pass http://%{backend}; }
                    location /bridged { proxy_pass http://%{backend}; websocket_relay bridge; }
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

    private final ServletContainer.Kind kind;
    private Site site;
    private Site below;
    private Site recipe;
    private ScriptedUpstream backend;
    private ServletContainer container;
    private WebSocketPeer silent;
    private long silentSince;

    WarContract(ServletContainer.Kind kind) {
        this.kind = kind;
    }

    @BeforeAll
    void start() throws Exception {
        site = Site.create();
        backend = ScriptedUpstream.start(RunningExample.application());
        site.backend("main", backend)
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
        silent = WebSocketPeer.connect(RawHttp.connect(container.port()).timeout(PATIENCE), "/chat");
        silentSince = System.nanoTime();
    }

    @AfterAll
    void stop() throws Exception {
        if (silent != null) {
            silent.close();
        }
        if (container != null) {
            container.close();
        }
        backend.close();
        below.close();
        recipe.close();
        site.close();
    }

    @BeforeEach
    void forget() {
        backend.answer(RunningExample.application());
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private RawResponse get(String target, String... fields) throws IOException {
        return RawHttp.get(container.port(), target, fields);
    }

    private WebSocketPeer connect(String target, String... fields) throws IOException {
        return RunningExample.connect(container.port(), target, fields);
    }

    private RawConnection client() throws IOException {
        return RawHttp.connect(container.port()).timeout(PATIENCE);
    }

    // ---- files and answers of our own

    @Test
    void the_front_end_is_served_as_nginx_serves_files() throws IOException {
        RawResponse page = get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("<!doctype html><div id=app></div>");
        assertThat(page.field("Content-Type")).isEqualTo("text/html");
        assertThat(page.fields().all("Date")).hasSize(1);
        assertThat(page.fields().all("Server")).hasSize(1);
        assertThat(page.field("Server")).startsWith("gangway/");

        assertThat(get("/", "If-None-Match: " + page.field("ETag")).status()).isEqualTo(304);
        RawResponse part = get("/index.html", "Range: bytes=2-8");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("doctype");
        RawResponse missing = get("/none");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.body()).contains("<center><h1>404 Not Found</h1></center>");
    }

    @Test
    void a_large_file_comes_whole() throws IOException {
        try (RawConnection client = client()) {
            RawResponse file = client.send(RawHttp.request("GET", "/big.bin")).read();
            assertThat(file.field("Content-Length")).isEqualTo("3000000");
            assertThat(file.body()).isEqualTo(latin1(bytes(3_000_000)));
        }
        try (RawConnection client = client()) {
            RawResponse head = client.send(RawHttp.request("HEAD", "/big.bin")).read("HEAD");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.field("Content-Length")).isEqualTo("3000000");
        }
    }

    @Test
    void targets_come_as_the_client_wrote_them() throws IOException {
        assertThat(get("/facts/%2Fa//b;x/../%25%5C?q=%20&", "X: gr\u00fc\u00c3\u00bcn")
                        .body())
                .isEqualTo("/facts/%2Fa//b;x/../%25%5C?q=%20&|/facts/a/%\\|q=%20&|http|" + container.port()
                        + "|gr\u00fc\u00c3\u00bcn|localhost");
    }

    @Test
    void the_host_chooses_the_server() throws IOException {
        assertThat(RunningExample.get(container.port(), "other.example", "/").body())
                .isEqualTo("other");
    }

    @Test
    void redirects_lead_back_to_the_container() throws IOException {
        assertThat(get("/moved").field("Location")).isEqualTo("http://localhost:" + container.port() + "/facts");
    }

    @Test
    void below_a_context_path_locations_are_as_at_the_root() throws IOException {
        assertThat(get("/below/").body()).isEqualTo("below");
        assertThat(get("/below/hello/you").body()).isEqualTo("/hello/you");
        assertThat(get("/below/moved").field("Location"))
                .isEqualTo("http://localhost:" + container.port() + "/below/hello");
        assertThat(get("/below/sub").field("Location"))
                .isEqualTo("http://localhost:" + container.port() + "/below/sub/");
    }

    @Test
    void what_must_not_be_answered_has_no_body() throws IOException {
        RawResponse nothing = get("/nothing");
        if (kind.isTomcat()) {
            assertThat(nothing.status()).isEqualTo(444);
            assertThat(nothing.body()).isEmpty();
        } else {
            assertThat(nothing).isNull();
        }
    }

    // ---- the proxy

    @Test
    void requests_and_answers_pass_with_their_fields() throws IOException {
        backend.answer((request, connection) -> connection.send("HTTP/1.1 404 Nowhere\r\nContent-Type: text/x-odd\r\n"
                + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Odd: gr\u00fcn\r\nContent-Length: 4\r\n\r\nnope"));

        RawResponse answer = get("/api/thing?x=%2f", "X-Two: 1", "X-Two: 2", "Cookie: c=3");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("nope");
        assertThat(answer.field("Content-Type")).isEqualTo("text/x-odd");
        assertThat(answer.fields().all("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(answer.field("X-Odd")).isEqualTo("gr\u00fcn");
        assertThat(backend.lastRequest().line()).isEqualTo("GET /api/thing?x=%2f HTTP/1.1");
        assertThat(backend.lastRequest().fields().all("X-Two")).containsExactly("1", "2");
        assertThat(backend.lastRequest().field("Cookie")).isEqualTo("c=3");
    }

    @Test
    void bodies_of_known_length_and_in_chunks_pass_whole() throws IOException {
        String body = latin1(bytes(2_000_000));
        StringBuilder chunks = new StringBuilder();
        for (int i = 0; i < body.length(); i += 70_000) {
            String chunk = body.substring(i, Math.min(i + 70_000, body.length()));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        for (String location : List.of("/api/", "/streamed/")) {
            for (String framing : List.of("Content-Length: 2000000", "Transfer-Encoding: chunked")) {
                boolean chunked = framing.startsWith("Transfer");
                backend.answer((request, connection) -> {
                    String answer = "HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n";
                    connection.send(answer + (chunked ? chunks + "0\r\n\r\n" : request.body()));
                });
                String request = "POST " + location + "up HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + framing + "\r\n\r\n" + (chunked ? chunks + "0\r\n\r\n" : body);

                try (RawConnection client = client()) {
                    CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, request));
                    RawResponse answer = client.read();
                    sent.join();

                    assertThat(backend.lastRequest().body())
                            .as(location + framing)
                            .isEqualTo(body);
                    assertThat(answer.body()).as(location + framing).isEqualTo(body);
                }
            }
        }
    }

    private static void send(RawConnection client, String request) {
        try {
            client.send(request);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_body_that_waits_for_the_servers_word_gets_it() throws IOException {
        backend.answer((request, connection) ->
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + request.body()));
        try (RawConnection client = client()) {
            client.send(
                    "POST /api/up HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100");
            client.send("hello");
            assertThat(client.read().body()).isEqualTo("hello");
        }
    }

    @Test
    void a_stream_passes_piece_by_piece() throws Exception {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        backend.answer((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.send("9\r\ndata: 1\n\n\r\n");
            join(seen);
            connection.send("9\r\ndata: 2\n\n\r\n", "0\r\n\r\n");
        });
        try (RawConnection client = client()) {
            client.send(RawHttp.request("GET", "/streamed/events").replace("Connection: close\r\n", ""));
            assertThat(client.readHead()).contains("text/event-stream");
            assertThat(client.readLine()).isEqualTo("9");
            assertThat(client.readExactly(9)).isEqualTo("data: 1\n\n");
            seen.complete(null);
            client.readLine();
            assertThat(client.readLine()).isEqualTo("9");
            assertThat(client.readExactly(9)).isEqualTo("data: 2\n\n");
        }
    }

    private static void join(CompletableFuture<Void> seen) throws IOException {
        try {
            seen.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void an_answer_that_breaks_off_is_seen_to_break_off() throws IOException {
        backend.answer((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\nhello\r\n");
            connection.reset();
        });
        try (RawConnection client = client()) {
            client.send(RawHttp.request("GET", "/streamed/broken").replace("Connection: close\r\n", ""));

            String all = client.readUntilEnd();

            assertThat(all).startsWith("HTTP/1.1 200").contains("5\r\nhello").doesNotEndWith("0\r\n\r\n");
        }
        assertThat(container.said()).doesNotContain("Exception");
    }

    @Test
    void a_dead_backend_is_502_and_the_client_connection_stays() throws IOException {
        try (RawConnection client = client()) {
            String request = RawHttp.request("GET", "/dead").replace("Connection: close\r\n", "");
            assertThat(client.send(request).read().status()).isEqualTo(502);
            assertThat(client.send(request).read().status()).isEqualTo(502);
        }
    }

    @Test
    void a_client_that_leaves_amid_a_download_frees_its_upstream() throws Exception {
        CompletableFuture<Ending> upstreamEnding = new CompletableFuture<>();
        String piece = "x".repeat(65536);
        backend.answer((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            try {
                for (int i = 0; i < 15_000; i++) {
                    connection.send(piece);
                }
                upstreamEnding.complete(Ending.OPEN);
            } catch (IOException e) {
                upstreamEnding.complete(Ending.RESET);
            }
        });
        try (RawConnection client = client()) {
            client.send(RawHttp.request("GET", "/streamed/endless"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            client.readExactly(100_000);
        }
        assertThat(upstreamEnding.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Ending.RESET);
    }

    // ---- tunnels

    @Test
    void a_websocket_passes_frames_and_close_codes() throws IOException {
        try (WebSocketPeer client = connect("/chat", "Sec-WebSocket-Protocol: chat.v2, chat.v1")) {
            assertThat(client.handshake().field("Upgrade")).isEqualTo("websocket");
            assertThat(backend.lastRequest().field("Sec-WebSocket-Protocol")).isEqualTo("chat.v2, chat.v1");
            assertThat(client.send("hello").read()).isEqualTo(Frame.text("hello"));
            Frame large = Frame.of(Frame.BINARY, bytes(3_000_000));
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, large));
            assertThat(client.read()).isEqualTo(large);
            sent.join();
            client.send(Frame.close(4401, "go away"));
            assertThat(client.read()).isEqualTo(Frame.close(4401, "go away"));
            assertThat(client.ending(PATIENCE)).isEqualTo(Ending.CLOSED);
        }
    }

    private static void send(WebSocketPeer client, Frame frame) {
        try {
            client.send(frame);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_bridge_passes_messages() throws IOException {
        try (WebSocketPeer client = connect("/bridged", "Sec-WebSocket-Extensions: permessage-deflate")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
            client.send(Frame.close(1000, "bye"));
            assertThat(client.read()).isEqualTo(Frame.close(1000, "bye"));
            assertThat(client.ending(PATIENCE)).isEqualTo(Ending.CLOSED);
        }
    }

    @Test
    void a_refusal_passes_whole() throws IOException {
        backend.answer((request, connection) -> connection.send("HTTP/1.1 401 Unauthorized\r\n"
                + "WWW-Authenticate: Basic realm=\"chat\"\r\nContent-Length: 4\r\n\r\nnope"));
        try (RawConnection client = client()) {
            for (int i = 0; i < 2; i++) {
                RawResponse refusal =
                        client.send(WebSocketPeer.upgradeRequest("/chat")).read();
                assertThat(refusal.status()).isEqualTo(401);
                assertThat(refusal.field("WWW-Authenticate")).isEqualTo("Basic realm=\"chat\"");
                assertThat(refusal.body()).isEqualTo("nope");
            }
        }
        try (RawConnection client = client()) {
            RawResponse refusal =
                    client.send(WebSocketPeer.upgradeRequest("/dead")).read();
            assertThat(refusal.status()).isEqualTo(502);
        }
    }

    @Test
    void early_bytes_of_both_sides_are_delivered() throws IOException {
        backend.answer((request, connection) -> {
            byte[] first = Frame.text("from the backend").encode();
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n"
                    + latin1(first) + "and more");
            connection.send(connection.readExactly(22).toUpperCase(java.util.Locale.ROOT));
            connection.close();
        });
        try (RawConnection client = client()) {
            client.send("GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n"
                    + "early bytes of a client");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            assertThat(client.readUntilEnd())
                    .isEqualTo(latin1(Frame.text("from the backend").encode()) + "and moreEARLY BYTES OF A CLIEN");
        }
    }

    @Test
    void a_half_closed_tunnel_goes_on_in_the_other_direction() throws IOException {
        backend.answer((request, connection) -> {
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n");
            String all = connection.readUntilEnd();
            connection.send("got " + all).close();
        });
        try (RawConnection client = client()) {
            client.send("GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            client.send("all I have to say").halfClose();
            assertThat(client.readUntilEnd()).isEqualTo("got all I have to say");
        }
    }

    @Test
    void a_tunnel_over_the_containers_tls_does_the_same() throws IOException {
        try (RawConnection tls = RawHttp.connect(container.tlsPort(), TrustAll.context(), "localhost");
                WebSocketPeer client = WebSocketPeer.connect(tls.timeout(PATIENCE), "/chat")) {
            Frame large = Frame.of(Frame.BINARY, bytes(1_000_000));
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, large));
            assertThat(client.read()).isEqualTo(large);
            sent.join();
            for (int i = 0; i < 50; i++) {
                assertThat(client.send("message " + i).read().text()).isEqualTo("message " + i);
            }
            client.send(Frame.close(1000, ""));
            assertThat(client.read()).isEqualTo(Frame.close(1000, ""));
            assertThat(client.ending(PATIENCE)).isEqualTo(Ending.CLOSED);
        }
    }

    @Test
    void a_request_over_the_containers_tls_is_for_the_servers_of_tls() throws IOException {
        try (RawConnection tls = RawHttp.connect(container.tlsPort(), TrustAll.context(), "localhost")) {
            tls.send(RawHttp.request("GET", "/facts"));
            assertThat(tls.read().body()).isEqualTo("https|on|" + container.tlsPort());
        }
    }

    @Test
    void a_thousand_tunnels_leave_no_descriptor_whoever_closes() throws Exception {
        BlockingQueue<WebSocketPeer> accepted = new LinkedBlockingQueue<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        backend.answer((request, connection) -> {
            accepted.add(WebSocketPeer.accept(request, connection));
            join(over);
        });
        int before = container.sockets();
        List<WebSocketPeer> clients = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            List<WebSocketPeer> backends = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                clients.add(connect("/chat"));
                backends.add(accepted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
            for (int i = 0; i < 50; i++) {
                WebSocketPeer closing = i % 2 == 0 ? clients.get(i) : backends.get(i);
                WebSocketPeer other = i % 2 == 0 ? backends.get(i) : clients.get(i);
                if (i % 4 == 0) {
                    closing.reset();
                } else {
                    closing.close();
                }
                assertThat(other.ending(PATIENCE)).isEqualTo(Ending.CLOSED);
                other.close();
                closing.close();
            }
            clients.clear();
        }
        over.complete(null);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(container.sockets()).isLessThanOrEqualTo(before));
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void a_silent_tunnel_outlives_the_containers_time_outs() throws Exception {
        await().atMost(PATIENCE)
                .until(() -> System.nanoTime() - silentSince > 2 * ServletContainer.IDLE_MILLIS * 1_000_000L);
        assertThat(silent.send("still here").read().text()).isEqualTo("still here");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void a_container_that_stops_ends_tunnels_and_is_gone_in_time() throws Exception {
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(this::stopsContainer);

        Frame last = silent.read();

        if (kind.isTomcat()) {
            assertThat(last).isEqualTo(Frame.close(1001, ""));
            silent.send(Frame.close(1001, ""));
        } else if (last != null) {
            // Jetty closes connections before it stops applications: there may be nobody to write to
            assertThat(last).isEqualTo(Frame.close(1001, ""));
        }
        silent.close();
        assertThat(stopped.get()).isTrue();
        assertThat(container.said()).doesNotContain("Exception", "memory leak");
    }

    private boolean stopsContainer() {
        try {
            return container.stop();
        } catch (InterruptedException e) {
            return false;
        }
    }

    // ---- set-ups that people ask for

    @Test
    void everything_to_a_group_of_two() throws Exception {
        recipe("websocket-upstream.conf", "127.0.0.1:8094", "127.0.0.1:8095");
        assertEcho("/recipe/acts");
        assertThat(get("/recipe/api").body()).contains("GET /api HTTP/1.1", "Connection: close");
    }

    @Test
    void one_location_is_a_websocket() throws Exception {
        recipe("websocket-location.conf", "localhost:3000", "192.168.3.1:3000", "192.168.3.2:3000");
        assertEcho("/recipe/websocket");
        assertEcho("/recipe/cluster/websocket");
        assertThat(get("/recipe/other").status()).isEqualTo(404);
    }

    @Test
    void wss_outside_and_ws_inside() throws Exception {
        SelfSigned key = SelfSigned.of("test.example.net");
        recipe.file("fullchain.pem", key.certificatePem()).file("privkey.pem", key.keyPem());
        recipe("tls-websocket.conf", "127.0.0.1:8000", "localhost:8282");
        try (RawConnection tls = RawHttp.connect(container.tlsPort(), TrustAll.context(), "localhost");
                WebSocketPeer client = WebSocketPeer.connect(tls.timeout(PATIENCE), "/recipe/any")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
        }
        assertEcho("/recipe/chat/room");
        assertThat(get("/recipe/page").field("Location")).isEqualTo("https://localhost/page");
    }

    @Test
    void a_vue_front_end_and_a_spring_boot_application() throws Exception {
        recipe.file("vue/index.html", "<div id=app></div>");
        recipe("vue-springboot.conf", "localhost:8888");
        RawResponse page = get("/recipe/");
        assertThat(page.body()).isEqualTo("<div id=app></div>");
        assertThat(page.field("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(get("/recipe/xxxx/list").body()).contains("GET /xxxx/list HTTP/1.1");
        assertEcho("/recipe/xxxx/socket");
    }

    @Test
    void a_cluster() throws Exception {
        recipe("cluster.conf", "127.0.0.1:8080", "127.0.0.1:8081");
        assertEcho("/recipe/acts_competition/webSocketServer");
    }

    @Test
    void the_example_of_the_manual() throws Exception {
        recipe.file("mime.types", Files.readString(Path.of("etc/mime.types"))).file("dist/index.html", "<div id=app>");
        recipe(new Example(Manual.block("war.md", "nginx", "server_name"))
                .with("127.0.0.1:8094", "%{backend}")
                .with("127.0.0.1:8095", "%{backend}"));
        assertThat(get("/recipe/any/page").body()).isEqualTo("<div id=app>");
        assertThat(get("/recipe/api/list").body()).contains("GET /api/list HTTP/1.1");
        assertEcho("/recipe/chat");
    }

    /** Serves a file of {@code etc/examples} below {@code /recipe}, with the one backend in place of its own. */
    private void recipe(String name, String... backends) throws Exception {
        Example example = Example.of("examples/" + name);
        for (String address : backends) {
            example = example.with(address, "%{backend}");
        }
        if (example.text().contains("../mime.types")) {
            example = example.withMimeTypes("../mime.types");
        }
        recipe(new Example(example.text()
                .replace("/vdb1/xxxx/vue", "%{dir}/vue")
                .replace("/etc/letsencrypt/live/test.example.net", "%{dir}")));
    }

    private void recipe(Example example) throws Exception {
        String said = "\"/recipe/\" is served by the changed " + recipe.conf();
        int before = count(said);
        recipe.config(example.text());
        await().atMost(PATIENCE).until(() -> count(said) > before);
    }

    private int count(String text) throws IOException {
        return container.said().split(Pattern.quote(text), -1).length - 1;
    }

    private void assertEcho(String target) throws IOException {
        try (WebSocketPeer client = connect(target)) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
            client.send(Frame.close(1000, "")).read();
            assertThat(client.ending(PATIENCE)).isEqualTo(Ending.CLOSED);
        }
    }

    // ---- the configuration

    @Test
    void the_container_says_what_it_cannot_do() throws IOException {
        assertThat(container.said())
                .contains("serves \"/\" by " + site.conf())
                .contains("ports, TLS and HTTP/2 are the servlet container's")
                .contains("the servlet container refuses targets below /WEB-INF")
                .doesNotContain("answered with 501");
    }

    @Test
    void a_changed_file_counts_and_a_broken_one_does_not() throws IOException {
        String right = "server { listen 80; root front; location /hello { return 200 changed; } }";
        below.config(right);
        await().atMost(PATIENCE).until(() -> get("/below/hello").body().equals("changed"));

        below.config("server { listen 80; nonsense; }");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(container.said())
                        .contains("unknown directive \"nonsense\" in " + below.conf() + ":4"));
        assertThat(get("/below/hello").body()).isEqualTo("changed");

        below.config(right.replace("changed", "again"));
        await().atMost(PATIENCE).until(() -> get("/below/hello").body().equals("again"));
    }

    @Test
    void the_access_log_tells_what_was_answered() throws IOException {
        get("/facts/logged");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("logs/access.log")))
                        .contains("GET /facts/logged 200"));
    }
}
