package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.jetty.GangwayHandler;
import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Configurable;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/coming-from-jetty-proxy.md}: each program runs, and Jetty's and Gangway's do the same for a backend. */
class JettyProxyPageTest {
    private static final String BACKEND = "127.0.0.1:8094";

    @TempDir
    private static Path classes;

    private static ScriptedUpstream backend;
    private static Page page;
    private static String classPath;

    @TempDir
    private Path directory;

    /** The programs with the port of this backend in place of 8094, otherwise unchanged. */
    @BeforeAll
    static void compile() throws IOException {
        backend = ScriptedUpstream.start(Script.echoRequest());
        Page read = Page.read("docs/coming-from-jetty-proxy.md");
        page = new Page(
                read.name(),
                read.blocks().stream().map(JettyProxyPageTest::withBackend).toList());
        Set<Path> jetty = Published.of(
                "jetty-proxy",
                "jetty-ee10-proxy",
                "jetty-ee10-servlet",
                "jetty-websocket-jetty-server",
                "jetty-websocket-jetty-client");
        // no artifact: provided by its users
        jetty.addAll(Published.of("jakarta.servlet-api"));
        classPath = classes + File.pathSeparator + Published.classPath(jetty);
        Compiler.compile(page, classes, Published.classPath(jetty));
    }

    private static Page.Block withBackend(Page.Block block) {
        String port = Integer.toString(backend.port());
        return new Page.Block(
                block.language(),
                block.line(),
                block.lines().stream().map(line -> line.replace("8094", port)).toList());
    }

    @AfterAll
    static void close() throws IOException {
        backend.close();
    }

    @BeforeEach
    void respond() {
        backend.respond(Script.onUpgrade(WebSocketPeer.echo(), Script.echoRequest()));
        backend.clearRequests();
    }

    /** Starts a program of the page with a configuration of the page beside it. */
    private Program start(String className, int configuration) throws IOException {
        Files.writeString(
                directory.resolve("nginx.conf"),
                page.blocks("nginx").get(configuration).text());
        return Program.start(directory, classPath, className);
    }

    private static int port(Program program) {
        return Integer.parseInt(
                program.awaitOutput("http://localhost:(\\d+)/\\R").group(1));
    }

    private RecordedRequest received(String className, int configuration, String target, String... fields)
            throws Exception {
        try (Program program = start(className, configuration)) {
            assertThat(RawHttp.get(port(program), target, fields).status()).isEqualTo(200);
            assertThat(program.enter()).isZero();
        }
        return backend.lastRequest();
    }

    private static Map<String, String> fields(RecordedRequest request) {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.fields()
                .names()
                .forEach(name ->
                        fields.put(name, String.join("; ", request.fields().all(name))));
        return fields;
    }

    @Test
    void both_reverse_proxies_send_the_same_request() throws Exception {
        String[] sent = {"User-Agent: test", "X-Session: 1", "Keep-Alive: 5", "TE: trailers"};
        RecordedRequest jetty = received("JettyReverse", 0, "/cart?id=1", sent);
        RecordedRequest gangway = received("Reverse", 0, "/cart?id=1", sent);

        assertThat(jetty.line()).isEqualTo("GET /cart?id=1 HTTP/1.1").isEqualTo(gangway.line());
        assertThat(jetty.fields().all("User-Agent")).hasSize(2).contains("test");
        assertThat(gangway.field("User-Agent")).isEqualTo("test");
        Map<String, String> expected = fields(jetty);
        expected.put("User-Agent", "test");
        assertThat(fields(gangway)).isEqualTo(expected).containsKeys("Via", "Forwarded", "X-Session");
        assertThat(fields(jetty)).doesNotContainKeys("Keep-Alive", "TE", "Connection");
    }

    @Test
    void a_handshake_is_a_plain_get_for_the_backend_of_proxy_handler() throws Exception {
        try (Program jetty = start("JettyReverse", 0);
                RawConnection client = RawHttp.connect(port(jetty))) {
            client.send(WebSocketPeer.upgradeRequest("/chat"));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(fields(backend.lastRequest()))
                    .doesNotContainKey("Upgrade")
                    .hasEntrySatisfying("User-Agent", agent -> assertThat(agent).startsWith("Jetty/12.1."));
        }
    }

    @Test
    void the_configuration_in_java_passes_the_host_on() throws Exception {
        RecordedRequest gangway = received("ReverseInJava", 0, "/cart");

        assertThat(gangway.line()).isEqualTo("GET /cart HTTP/1.1");
        assertThat(fields(gangway))
                .containsEntry("Host", "localhost")
                .doesNotContainKeys("Via", "Forwarded", "User-Agent");
    }

    @Test
    void responses_differ_as_the_table_says() throws Exception {
        Script answer = Script.response(200, "a", "Server: backend", "Keep-Alive: 9", "X-Hop: 1", "Connection: X-Hop");
        backend.respond(answer);
        try (Program jetty = start("JettyReverse", 0)) {
            RawResponse response = RawHttp.get(port(jetty), "/", "Connection: X-Hop", "X-Hop: 1");
            assertThat(response.field("Server")).isEqualTo("backend");
            assertThat(response.field("Keep-Alive")).isNull();
            assertThat(fields(backend.lastRequest())).doesNotContainKey("X-Hop");
        }
        try (Program gangway = start("Reverse", 0)) {
            RawResponse response = RawHttp.get(port(gangway), "/", "Connection: X-Hop", "X-Hop: 1");
            assertThat(response.field("Server")).startsWith("gangway/");
            assertThat(response.field("Keep-Alive")).isNull();
            assertThat(fields(backend.lastRequest())).containsEntry("X-Hop", "1");
            assertThat(RawHttp.send(port(gangway), "CONNECT " + BACKEND + " HTTP/1.1\r\nHost: a\r\n\r\n")
                            .status())
                    .isEqualTo(405);
        }
    }

    @Test
    void both_transparent_proxies_change_the_path() throws Exception {
        RecordedRequest jetty = received("JettyTransparent", 0, "/api/cart?id=1", "X-Session: 1");
        RecordedRequest gangway = received("Reverse", 1, "/api/cart?id=1", "X-Session: 1");

        assertThat(gangway.line()).isEqualTo(jetty.line()).isEqualTo("GET /shop/cart?id=1 HTTP/1.1");
        assertThat(fields(gangway)).isEqualTo(fields(jetty));
    }

    @Test
    void a_pair_of_sessions_and_a_tunnel_pass_messages_and_closes_on() throws Exception {
        for (String className : List.of("JettyPair", "Reverse")) {
            try (Program program = start(className, 2);
                    WebSocketPeer client = WebSocketPeer.connect(port(program), "/chat?room=1")) {
                assertThat(backend.lastRequest().line()).isEqualTo("GET /chat?room=1 HTTP/1.1");
                assertThat(client.send("grüße").readMessage().text()).isEqualTo("grüße");
                byte[] bytes = new byte[200_000];
                client.send(Frame.of(Frame.BINARY, bytes));
                assertThat(client.readMessage().payload()).isEqualTo(bytes);
                client.send(Frame.close(4321, "enough"));
                Frame close = client.read();
                assertThat(close.closeCode()).isEqualTo(4321);
                assertThat(close.closeReason()).isEqualTo("enough");
            }
        }
    }

    @Test
    void a_refusal_of_the_backend_reaches_the_client_of_a_tunnel_only() throws Exception {
        backend.respond(Script.response(401, "who are you"));
        try (Program jetty = start("JettyPair", 2);
                RawConnection client = RawHttp.connect(port(jetty))) {
            client.send(WebSocketPeer.upgradeRequest("/"));
            assertThat(client.read().status()).isEqualTo(502);
        }
        try (Program gangway = start("Reverse", 2);
                RawConnection client = RawHttp.connect(port(gangway))) {
            client.send(WebSocketPeer.upgradeRequest("/"));
            assertThat(client.read().status()).isEqualTo(401);
        }
    }

    @Test
    void one_server_of_jetty_has_both() throws Exception {
        try (Program program = start("Both", 3)) {
            int port = port(program);
            assertThat(RawHttp.get(port, "/cart").body()).contains("Via: 1.1 ");
            try (WebSocketPeer client = WebSocketPeer.connect(port, "/chat", "Cookie: a=1")) {
                assertThat(client.send("hello").read().text()).isEqualTo("hello");
                assertThat(fields(backend.lastRequest()))
                        .containsEntry("Cookie", "a=1")
                        .doesNotContainKey("Via");
            }
            assertThat(RawHttp.get(port, "/cart").body()).contains("Via: 1.1 ");

            backend.respond(Script.response(403, "no"));
            try (RawConnection client = RawHttp.connect(port)) {
                client.send(WebSocketPeer.upgradeRequest("/chat"));
                RawResponse refusal = client.read();
                assertThat(refusal.status()).isEqualTo(403);
                assertThat(refusal.field("Connection")).isEqualTo("close");
                assertThat(client.read()).isNull();
            }
            assertThat(program.enter()).isZero();
        }
    }

    /** The handler of the page within a server that speaks HTTP/2 as well: a WebSocket is an extended CONNECT there. */
    @Test
    void one_connection_of_http2_has_both() throws Exception {
        Path file = Files.writeString(
                directory.resolve("nginx.conf"), page.blocks("nginx").get(3).text());
        Server server = new Server();
        HttpConfiguration http = new HttpConfiguration();
        ServerConnector connector =
                new ServerConnector(server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Sequence(
                webSockets(new GangwayHandler(file.toString())),
                new ProxyHandler.Reverse(request ->
                        HttpURI.build(request.getHttpURI()).host("127.0.0.1").port(backend.port()))));
        server.start();
        try (Http2Peer connection = Http2Peer.connect(connector.getLocalPort());
                Http2Streams client = Http2Streams.on(connection)) {
            RawConnection request = client.connection();
            assertThat(request.send(RawHttp.request("GET", "/cart")).read().body())
                    .contains("Via: 2.0 ", "Host: " + backend.address());
            try (WebSocketPeer webSocket = client.webSocket("/chat")) {
                assertThat(webSocket.send("hello").read().text()).isEqualTo("hello");
                assertThat(fields(backend.lastRequest())).doesNotContainKey("Via");
            }
        } finally {
            server.stop();
        }
    }

    @SuppressWarnings("resource") // its classes are used until the end of the test
    private static Handler webSockets(Handler handler) throws Exception {
        URL[] compiled = {classes.toUri().toURL()};
        URLClassLoader loader = new URLClassLoader(compiled, JettyProxyPageTest.class.getClassLoader());
        Constructor<?> constructor = loader.loadClass("Both$WebSockets").getDeclaredConstructor(Handler.class);
        constructor.setAccessible(true);
        return (Handler) constructor.newInstance(handler);
    }

    @Test
    void defaults_of_jetty_are_those_of_the_page() {
        HttpClient client = new HttpClient();
        assertThat(client.getMaxConnectionsPerDestination()).isEqualTo(64);
        assertThat(client.getMaxRequestsQueuedPerDestination()).isEqualTo(1024);
        ClientConnector connector = new ClientConnector();
        assertThat(connector.getConnectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(connector.getIdleTimeout()).isEqualTo(Duration.ofSeconds(30));
        Configurable sessions = new WebSocketClient();
        assertThat(sessions.getIdleTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(sessions.getMaxTextMessageSize()).isEqualTo(64 * 1024);
    }

    @Test
    void the_named_methods_of_proxy_handler_exist() throws Exception {
        String text = Files.readString(Path.of(page.name()));
        String overridden = text.substring(text.indexOf("is a function of the request"), text.indexOf("can be\n"));
        List<String> names = Pattern.compile("`(\\w+)`")
                .matcher(overridden)
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(List.of(ProxyHandler.class.getDeclaredMethods()))
                .extracting("name", String.class)
                .containsAll(names)
                .contains("setProxyToServerHost");
        assertThat(names).hasSize(4);
    }
}
