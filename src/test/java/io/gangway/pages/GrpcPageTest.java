package io.gangway.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The configurations of docs/grpc.md, with backends of the test. The other claims are the tests of {@code GrpcTest},
 * {@code GrpcBackPressureTest} and {@code GrpcJsTest}.
 */
class GrpcPageTest {
    private static final String[] FIELDS = {"content-type: application/grpc", "te: trailers"};
    private static final String SERVING = "\0\0\0\0\2\10\1";

    private final Set<String> called = ConcurrentHashMap.newKeySet();
    private Site site;
    private GangwayServer server;
    private ScriptedHttp2Upstream backend;

    @BeforeEach
    void open() throws Exception {
        site = Site.create();
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

    /** Responds to health checks with SERVING, to others with a message. */
    private void respond(Http2Peer peer) throws IOException {
        peer.settings();
        for (Http2Peer.Frame frame = peer.next(); frame != null; frame = peer.next()) {
            ScriptedHttp2Upstream.acknowledge(peer, frame);
            if (frame.type() == Http2Peer.HEADERS) {
                called.add(frame.field(":path"));
            }
            if (frame.endsStream()) {
                peer.headers(frame.stream(), false, ":status: 200", FIELDS[0]);
                peer.data(frame.stream(), SERVING, false);
                peer.headers(frame.stream(), true, "grpc-status: 0");
            }
        }
    }

    private void start(int block, String address) throws Exception {
        start(block, address, "");
    }

    /** @param without a line of the file that is left out */
    private void start(int block, String address, String without) throws Exception {
        List<String> blocks = Page.read("docs/grpc.md").blocks("nginx").stream()
                .map(Page.Block::text)
                .toList();
        assertThat(blocks.get(block)).contains(without);
        String text = blocks.get(block).replace(without, "");
        site.config("error_log %{dir}/error.log notice;\n"
                + text.replace("listen 80;", "listen 127.0.0.1:%{port};")
                        .replace("listen 443 ssl;", "listen 127.0.0.1:%{port} ssl;")
                        .replace("server 10.0.0.12:50051;", "server 127.0.0.1:1 down;")
                        .replace("10.0.0.11:50051", address)
                        .replace("127.0.0.1:50051", address));
        server = GangwayServer.start(site);
    }

    private static Http2Peer.Response call(Http2Peer client, String path) throws IOException {
        int stream = client.post(path, FIELDS);
        client.data(stream, "\0\0\0\0\0", true);
        return client.response(stream);
    }

    @Test
    void calls_of_a_service_reach_its_servers() throws Exception {
        backend = ScriptedHttp2Upstream.start(this::respond);
        start(0, backend.address());
        try (Http2Peer client = Http2Peer.connect(server.port())) {
            Http2Peer.Response response = call(client, "/helloworld.Greeter/SayHello");
            assertThat(response.body()).isEqualTo(SERVING);
            assertThat(response.trailers()).containsExactly("grpc-status: 0");
            assertThat(call(client, "/other.Service/Call").status()).isEqualTo(404);
        }
        assertThat(called).containsExactly("/helloworld.Greeter/SayHello");
    }

    @Test
    void the_limits_of_requests_hold_for_calls() throws Exception {
        backend = ScriptedHttp2Upstream.start();
        start(0, backend.address());
        try (Http2Peer client = Http2Peer.connect(server.port())) {
            int large = client.post("/helloworld.Greeter/SayHello", "content-length: 1048577");
            assertThat(client.response(large).status()).isEqualTo(413);

            int silent = client.post("/helloworld.Greeter/SayHello", FIELDS);
            Http2Peer peer = backend.next().settings();
            int stream = peer.next(Http2Peer.HEADERS).stream();
            server.advance(Duration.ofSeconds(61));
            assertThat(client.response(silent).reset()).isNotNegative();
            assertThat(peer.nextOf(stream, Http2Peer.RST_STREAM)).isNotNull();
        }
    }

    @Test
    void streams_can_live_longer() throws Exception {
        backend = ScriptedHttp2Upstream.start();
        start(1, backend.address());
        try (Http2Peer client = Http2Peer.connect(server.port())) {
            int call = client.post("/events.Stream/Watch", FIELDS);
            Http2Peer peer = backend.next().settings();
            int stream = peer.next(Http2Peer.HEADERS).stream();
            server.advance(Duration.ofHours(20));
            client.data(call, "question", false);
            assertThat(peer.nextOf(stream, Http2Peer.DATA).text()).isEqualTo("question");
            peer.headers(stream, false, ":status: 200", FIELDS[0]);
            client.nextOf(call, Http2Peer.HEADERS);
            server.advance(Duration.ofHours(20));
            peer.data(stream, "event", false);
            assertThat(client.nextOf(call, Http2Peer.DATA).text()).isEqualTo("event");
        }
    }

    @Test
    void calls_are_encrypted_on_both_sides() throws Exception {
        SelfSigned outer = SelfSigned.of("localhost");
        SelfSigned inner = SelfSigned.of("grpc.internal");
        site.file("grpc.pem", outer.certificatePem())
                .file("grpc.key", outer.keyPem())
                .file("internal.pem", inner.certificatePem());
        backend = ScriptedHttp2Upstream.start(this::respond, inner.serverContext());
        start(2, backend.address());
        try (Http2Peer client = Http2Peer.connectTls(server.port(), "localhost")) {
            assertThat(call(client, "/a/B").trailers()).containsExactly("grpc-status: 0");
        }
    }

    @Test
    void a_backend_with_another_certificate_gets_no_call() throws Exception {
        SelfSigned outer = SelfSigned.of("localhost");
        SelfSigned inner = SelfSigned.of("other.internal");
        site.file("grpc.pem", outer.certificatePem())
                .file("grpc.key", outer.keyPem())
                .file("internal.pem", inner.certificatePem());
        backend = ScriptedHttp2Upstream.start(this::respond, inner.serverContext());
        start(2, backend.address());
        try (Http2Peer client = Http2Peer.connectTls(server.port(), "localhost")) {
            assertThat(call(client, "/a/B").status()).isEqualTo(502);
        }
        assertThat(called).isEmpty();
    }

    @Test
    void an_error_page_has_a_grpc_status() throws Exception {
        start(3, "127.0.0.1:1");
        try (Http2Peer client = Http2Peer.connect(server.port())) {
            Http2Peer.Response response = call(client, "/a/B");
            assertThat(response.field("grpc-status")).isEqualTo("14");
            assertThat(response.field("grpc-message")).isEqualTo("try again later");
        }
    }

    /** The page's file has both checks; each test uses one of them. */
    private void checked(String others, String log) throws Exception {
        backend = ScriptedHttp2Upstream.start(this::respond);
        start(4, backend.address(), others);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("error.log"), ISO_8859_1))
                        .contains(log));
        assertThat(called).containsExactly("/grpc.health.v1.Health/Check");
    }

    @Test
    void servers_are_checked_by_their_service() throws Exception {
        checked("health_check type=grpc grpc_status=12;", "is up, it was checking");
    }

    @Test
    void servers_are_checked_by_a_status() throws Exception {
        checked(
                "health_check interval=2s mandatory type=grpc grpc_service=helloworld.Greeter;",
                "failed: the gRPC status is 0");
    }
}
