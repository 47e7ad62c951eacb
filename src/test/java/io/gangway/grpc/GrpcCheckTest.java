package io.gangway.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code health_check} in locations with {@code grpc_pass}. */
class GrpcCheckTest {
    private static final String SERVING = "\0\0\0\0\2\10\1";
    private static final String NOT_SERVING = "\0\0\0\0\2\10\2";

    private final List<Http2Peer.Frame> received = new CopyOnWriteArrayList<>();
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        site = Site.create();
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        site.close();
    }

    /** A backend that responds to each call with this message, or with trailers only if it is null. */
    private ScriptedHttp2Upstream.Behaviour responds(String message, String status) {
        return peer -> {
            peer.settings();
            peer.ping(7);
            for (Http2Peer.Frame frame = peer.next(); frame != null; frame = peer.next()) {
                received.add(frame);
                ScriptedHttp2Upstream.acknowledge(peer, frame);
                if (frame.endsStream() && message == null) {
                    peer.headers(frame.stream(), true, ":status: 200", "grpc-status: " + status);
                } else if (frame.endsStream()) {
                    peer.headers(frame.stream(), false, ":status: 200", "content-type: application/grpc");
                    peer.data(frame.stream(), message, false);
                    peer.headers(frame.stream(), true, "grpc-status: " + status);
                }
            }
        };
    }

    private void start(String backend, String location) throws Exception {
        site.config("error_log %{dir}/error.log notice; upstream u { zone u 64k; server " + backend
                + "; server 127.0.0.1:1 down; } server { listen 127.0.0.1:%{port}; location / { " + location + " } }");
        server = GangwayServer.start(site);
    }

    private void awaitLog(String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("error.log"), ISO_8859_1))
                        .contains(text));
    }

    @Test
    void a_serving_server_is_healthy() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(responds(SERVING, "0"))) {
            start(
                    backend.address(),
                    "grpc_set_header X-Check yes; grpc_pass grpc://u; health_check mandatory type=grpc grpc_service=a.B;");
            awaitLog("is up, it was checking: the health check of /grpc.health.v1.Health/Check passed");
            Http2Peer.Frame head = received.stream()
                    .filter(frame -> frame.type() == Http2Peer.HEADERS)
                    .findFirst()
                    .orElseThrow();
            assertThat(head.fields())
                    .containsExactly(
                            ":method: POST",
                            ":scheme: http",
                            ":path: /grpc.health.v1.Health/Check",
                            ":authority: u",
                            "x-check: yes",
                            "content-type: application/grpc",
                            "te: trailers");
            assertThat(received.stream().filter(frame -> frame.type() == Http2Peer.DATA))
                    .first()
                    .satisfies(frame -> assertThat(frame.text()).isEqualTo("\0\0\0\0\5\n\3a.B"));
        }
    }

    @Test
    void a_server_that_is_not_serving_is_unhealthy() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(responds(NOT_SERVING, "0"))) {
            start(backend.address(), "grpc_pass grpc://u; health_check mandatory type=grpc;");
            awaitLog("is unhealthy, it was checking: the health check of /grpc.health.v1.Health/Check failed: "
                    + "the service is not serving: 2");
        }
    }

    @Test
    void the_expected_status_of_the_call_passes() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(responds(null, "12"))) {
            start(backend.address(), "grpc_pass grpc://u; health_check mandatory type=grpc grpc_status=12;");
            awaitLog("is up, it was checking");
        }
    }

    @Test
    void an_unexpected_status_fails() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(responds(null, "12"))) {
            start(backend.address(), "grpc_pass grpc://u; health_check mandatory type=grpc;");
            awaitLog("failed: the gRPC status is 12");
        }
    }

    @Test
    void a_check_by_uri_is_a_GET_of_which_the_status_is_looked_at() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(responds("ok", "0"))) {
            start(backend.address(), "grpc_pass grpc://u; health_check mandatory uri=/health;");
            awaitLog("is up, it was checking: the health check of /health passed");
            assertThat(received.stream().filter(frame -> frame.type() == Http2Peer.HEADERS))
                    .first()
                    .satisfies(frame -> assertThat(frame.fields()).contains(":method: GET", ":path: /health"));
        }
    }

    @Test
    void a_check_is_encrypted_as_requests_are() throws Exception {
        SelfSigned identity = SelfSigned.of("app.test");
        site.file("ca.pem", identity.certificatePem());
        try (ScriptedHttp2Upstream backend =
                ScriptedHttp2Upstream.start(responds(SERVING, "0"), identity.serverContext())) {
            start(
                    backend.address(),
                    "grpc_pass grpcs://u; grpc_ssl_verify on; grpc_ssl_name app.test; "
                            + "grpc_ssl_trusted_certificate %{dir}/ca.pem; health_check mandatory type=grpc;");
            awaitLog("is up, it was checking");
        }
    }

    @Test
    void a_backend_that_breaks_the_protocol_is_unhealthy() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(peer -> {
            peer.settings();
            peer.next(Http2Peer.HEADERS);
            peer.data(1, "too early", true);
        })) {
            start(backend.address(), "grpc_pass grpc://u; health_check mandatory type=grpc;");
            awaitLog("failed: upstream sent unexpected http2 frame: 0");
        }
    }

    @Test
    void a_backend_that_resets_the_call_is_unhealthy() throws Exception {
        try (ScriptedHttp2Upstream backend = ScriptedHttp2Upstream.start(peer -> {
            peer.settings();
            peer.next(Http2Peer.HEADERS);
            peer.reset(1, Http2Peer.REFUSED_STREAM);
            peer.next(Http2Peer.GOAWAY);
        })) {
            start(backend.address(), "grpc_pass grpc://u; health_check mandatory type=grpc;");
            awaitLog("failed: upstream rejected request with error 7");
        }
    }

    @Test
    void a_backend_of_HTTP_1_is_unhealthy() throws Exception {
        try (ServerSocket old = new ServerSocket(0)) {
            Thread thread = new Thread(() -> {
                try (Socket socket = old.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
                    socket.getInputStream().read();
                } catch (IOException e) {
                    // the check has closed the connection
                    return;
                }
            });
            thread.start();
            start("127.0.0.1:" + old.getLocalPort(), "grpc_pass grpc://u; health_check mandatory type=grpc;");
            awaitLog("failed: upstream sent too large http2 frame: 4740180");
        }
    }
}
