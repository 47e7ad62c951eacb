package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gangway.Gangway;
import io.gangway.explain.ExplainedRequest;
import io.gangway.explain.Explanation;
import io.gangway.testing.Frame;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code docs/http2.md}: its files do what it says. */
class Http2PageTest {
    private Page page;
    private ScriptedUpstream backend;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        page = Page.read("docs/http2.md");
        SelfSigned certificate = SelfSigned.of("localhost");
        site = Site.create()
                .file("cert.pem", certificate.certificatePem())
                .file("key.pem", certificate.keyPem())
                .file("html/index.html", "a page");
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        if (backend != null) {
            backend.close();
        }
        site.close();
    }

    /** Serves a file of the page, with additions to its {@code http} and {@code server} levels. */
    private void serve(int file, ScriptedUpstream with, String http, String inServer) throws Exception {
        backend = with;
        site.backend(backend);
        String text = page.blocks("nginx")
                .get(file)
                .text()
                .replaceFirst("listen \\d+", "listen 127.0.0.1:%{port}")
                .replace("127.0.0.1:8094", "%{backend}")
                .replaceFirst("(listen [^;]*;)", "$1 " + inServer);
        site.config("error_log %{dir}/error.log info;\nevents {}\nhttp {\n" + http + text + "}\n");
        server = GangwayServer.start(site);
    }

    private void serveClients(String http, String inServer) throws Exception {
        serve(0, ScriptedUpstream.start(WebSocketPeer.echo()), http, inServer);
    }

    private static ScriptedUpstream backendOfHttp2() throws IOException {
        return ScriptedUpstream.start(Script.onUpgrade(WebSocketPeer.echo(), Script.body("from the backend")))
                .http2(true);
    }

    private Http2Streams connect() throws IOException {
        return Http2Streams.on(Http2Peer.connectTls(server.port(), "localhost"));
    }

    private String log(String name) throws IOException {
        return Files.readString(site.dir().resolve(name));
    }

    // ---- clients

    @Test
    void page_and_websocket_share_a_connection() throws Exception {
        serveClients(
                "log_format f '$request|$request_method|$http_upgrade|$http_connection|$http2|$server_protocol|$status';"
                        + " access_log %{dir}/access.log f;",
                "");
        try (Http2Streams client = connect()) {
            assertThat(client.settings()).containsEntry(Http2Peer.ENABLE_CONNECT_PROTOCOL, 1);
            RawConnection request = client.connection();
            assertThat(request.send(RawHttp.request("GET", "/")).read().body()).isEqualTo("a page");
            try (WebSocketPeer peer = client.webSocket("/chat")) {
                assertThat(peer.send("hello").read().text()).isEqualTo("hello");
                peer.send(Frame.close(1000, ""));
                peer.read();
            }
        }
        RecordedRequest request = backend.lastRequest();
        assertThat(request.line()).isEqualTo("GET /chat HTTP/1.1");
        assertThat(request.field("Upgrade")).isEqualTo("websocket");
        assertThat(request.field("Connection")).isEqualTo("upgrade");
        assertThat(request.field("Sec-WebSocket-Key")).hasSize(24);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(log("access.log"))
                        .contains("CONNECT /chat HTTP/2.0|GET|websocket|upgrade|h2|HTTP/2.0|101"));
    }

    @Test
    void the_client_gets_200_or_502() throws Exception {
        serveClients("", "");
        try (Http2Peer client = Http2Peer.connectTls(server.port(), "localhost")) {
            assertThat(handshake(client, "/chat").fields()).contains(":status: 200");
            backend.respond(Script.raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    + "Connection: upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n"));
            assertThat(handshake(client, "/chat").fields()).contains(":status: 502");
        }
    }

    private static Http2Peer.Frame handshake(Http2Peer client, String path) throws IOException {
        client.open(false, Http2Peer.request("CONNECT", path, ":protocol: websocket"));
        return client.next(Http2Peer.HEADERS);
    }

    @Test
    void a_location_without_upgrade_answers_405() throws Exception {
        serveClients("", "location /plain { proxy_pass http://%{backend}; }");
        try (Http2Peer client = Http2Peer.connectTls(server.port(), "localhost")) {
            assertThat(handshake(client, "/").fields()).contains(":status: 405");
            assertThat(handshake(client, "/plain").fields()).contains(":status: 405");
        }
    }

    @Test
    void the_switches_do_what_the_table_says() throws Exception {
        serveClients("", "http2_extended_connect off;");
        try (Http2Streams client = connect()) {
            assertThat(client.settings()).doesNotContainKey(Http2Peer.ENABLE_CONNECT_PROTOCOL);
        }
        server.close();
        backend.close();
        serveClients("", "accept_extended_connect off;");
        try (Http2Peer client = Http2Peer.connectTls(server.port(), "localhost")) {
            assertThat(handshake(client, "/chat").fields()).contains(":status: 405");
        }
    }

    @Test
    void a_location_without_upgrade_ignores_an_upgrade_over_http_1() throws Exception {
        serveClients("", "listen 127.0.0.1:%{port:plain};");
        assertThat(RawHttp.get(site.port("plain"), "/", "Upgrade: websocket", "Connection: upgrade")
                        .body())
                .isEqualTo("a page");
    }

    @Test
    void a_key_of_the_client_is_passed_on() throws Exception {
        serveClients("", "");
        try (Http2Peer client = Http2Peer.connectTls(server.port(), "localhost")) {
            client.open(
                    false,
                    Http2Peer.request(
                            "CONNECT", "/chat", ":protocol: websocket", "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="));
            assertThat(client.next(Http2Peer.HEADERS).fields())
                    .contains(":status: 200", "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    @Test
    void tunnels_count_in_the_maximum_of_streams() throws Exception {
        serveClients("", "http2_max_concurrent_streams 2;");
        try (Http2Peer client = Http2Peer.connectTls(server.port(), "localhost")) {
            handshake(client, "/chat");
            handshake(client, "/chat");
            int refused = client.get("/");

            assertThat(client.response(refused).reset()).isEqualTo(7);
        }
    }

    @Test
    void the_window_of_a_tunnel_is_a_mebibyte() throws Exception {
        serveClients("", "");
        try (Http2Peer client = Http2Peer.connectTls(server.port(), "localhost")) {
            ByteBuffer settings =
                    ByteBuffer.wrap(client.next(Http2Peer.SETTINGS).payload());
            int granted = 0;
            while (settings.hasRemaining()) {
                boolean isInitialWindow = settings.getShort() == Http2Peer.INITIAL_WINDOW_SIZE;
                int value = settings.getInt();
                granted = isInitialWindow ? value : granted;
            }
            handshake(client, "/chat");
            while (granted < 1 << 20) {
                Http2Peer.Frame frame = client.next(Http2Peer.WINDOW_UPDATE);
                granted += frame.stream() == 1 ? frame.number(0) : 0;
            }
            assertThat(granted).isEqualTo(1 << 20);
        }
    }

    @Test
    void an_extended_connect_can_be_explained() throws Exception {
        serveClients("", "server_name www.example.com;");
        try (Gangway read = Gangway.builder().file(site.conf()).inspectOnly().read()) {
            Explanation explanation =
                    read.explain(ExplainedRequest.of("wss://www.example.com:" + server.port() + "/chat")
                            .http2());

            assertThat(explanation.status()).isEqualTo(200);
            assertThat(explanation.request()).startsWith("CONNECT /chat HTTP/2.0\r\n");
        }
    }

    @Test
    void the_program_for_node_prints_what_was_announced() throws Exception {
        assumeTrue(hasNode(), "node is missing");
        serveClients("", "");
        String program =
                page.blocks("js").get(0).text().replace("https://localhost", "https://localhost:" + server.port());
        Path script = Files.writeString(site.dir().resolve("http2.js"), program);
        Process node = new ProcessBuilder("node", script.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .contains("announced: true", "status: 200");
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    // ---- backends

    @Test
    void requests_and_websockets_share_a_connection_to_the_backend() throws Exception {
        serve(1, backendOfHttp2(), "", "");
        try (WebSocketPeer one = WebSocketPeer.connect(server.port(), "/chat");
                WebSocketPeer two = WebSocketPeer.connect(server.port(), "/chat")) {
            assertThat(one.send("1").read().text()).isEqualTo("1");
            assertThat(two.send("2").read().text()).isEqualTo("2");
            assertThat(RawHttp.get(server.port(), "/").body()).isEqualTo("from the backend");
        }
        assertThat(backend.http2Connections()).as("one for each location").hasSize(2);
        assertThat(backend.requests()).hasSize(3);
    }

    @Test
    void locations_share_a_connection_with_keepalive() throws Exception {
        serve(1, backendOfHttp2(), "", "");
        site.config(
                Files.readString(site.conf()).replace("upstream application {", "upstream application { keepalive 8;"));
        server.reload();
        try (WebSocketPeer one = WebSocketPeer.connect(server.port(), "/chat")) {
            assertThat(one.send("1").read().text()).isEqualTo("1");
            assertThat(RawHttp.get(server.port(), "/").body()).isEqualTo("from the backend");
        }
        assertThat(backend.http2Connections()).hasSize(1);
    }

    @Test
    void the_names_of_metrics_exist() throws Exception {
        String text = Files.readString(Path.of("docs/http2.md"));
        String metrics = Files.readString(Path.of("docs/metrics.md"));
        List<String> names = Pattern.compile("`(gangway_\\w+)`")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(metrics).contains("| `" + name + "` |"));
    }
}
