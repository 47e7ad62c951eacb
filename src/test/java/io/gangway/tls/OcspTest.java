package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ssl_ocsp}, {@code ssl_ocsp_responder} and {@code ssl_ocsp_cache}. */
class OcspTest {
    @TempDir
    Path directory;

    private ScriptedUpstream responder;
    private TlsSite tls;
    private CertificateFiles certificates;
    private GangwayServer server;

    @BeforeEach
    void prepare() throws Exception {
        responder = ScriptedUpstream.start(Script.close());
        tls = new TlsSite(directory);
        certificates = tls.certificates();
        certificates.signed("inner", "ec", "root", "basicConstraints=critical,CA:TRUE");
        certificates.signed("leaf", "ec", "inner", "extendedKeyUsage=clientAuth");
        certificates.join("chain.crt", "leaf.crt", "inner.crt");
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            tls.close();
        }
        responder.close();
    }

    private void start(String directives) throws IOException {
        server = tls.serve("""
                http2 on;
                error_log CERT/errors.log info;
                ssl_certificate CERT/server.crt;
                ssl_certificate_key CERT/server.key;
                ssl_client_certificate CERT/root.crt;
                ssl_verify_client on;
                ssl_verify_depth 2;
                ssl_ocsp_responder http://RESPONDER;
                DIRECTIVES
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name s.test;
                    add_header X-Verify $ssl_client_verify always;
                    return 200 ok;
                }
                """.replace("DIRECTIVES", directives).replace("RESPONDER", responder.address()));
    }

    private OcspCertificate about(String name, String issuer) {
        return new OcspCertificate(
                certificates.credential(name).chain().get(0),
                certificates.credential(issuer).chain().get(0));
    }

    private String response(String status, String signer, Duration age) throws Exception {
        return new OcspResponse(about("user", "root"), certificates.credential(signer), status, age).http();
    }

    private TlsClient client(String own) throws Exception {
        return new TlsClient("s.test", List.of("TLSv1.3"), certificates.credential(own));
    }

    private String get() throws Exception {
        return get(client("user"));
    }

    /** The whole response to a request on a new connection. */
    private String get(TlsClient client) throws IOException {
        try (SSLSocket socket = client.connect(server.port())) {
            return TlsClient.ask(socket, "s.test", "close");
        }
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("errors.log"));
    }

    @ParameterizedTest
    @CsvSource({
        "good, root, 0, 200 OK, SUCCESS",
        "revoked, root, 0, 400 Bad Request, FAILED:certificate revoked",
        "unknown, root, 0, 400 Bad Request, FAILED:certificate status unknown",
        "good, stranger, 0, 400 Bad Request, FAILED:certificate status request failed",
        "good, user, 0, 400 Bad Request, FAILED:certificate status request failed",
        "good, root, 48, 400 Bad Request, FAILED:certificate status request failed",
    })
    void the_responder_decides(String status, String signer, int hours, String line, String verify) throws Exception {
        responder.respond(Script.raw(response(status, signer, Duration.ofHours(hours))));
        start("ssl_ocsp on;");
        assertThat(get()).startsWith("HTTP/1.1 " + line).contains("X-Verify: " + verify + "\r\n");
        if (verify.startsWith("FAILED")) {
            assertThat(log())
                    .contains("client SSL certificate verify error: " + verify.substring(7)
                            + " while reading client request headers, client: 127.0.0.1, server: s.test");
        }
    }

    @Test
    void the_request_names_the_certificate() throws Exception {
        responder.respond(Script.raw(response("good", "root", Duration.ZERO)));
        start("ssl_ocsp leaf;");
        get();
        String target = responder.requests().get(0).target().substring(1);
        byte[] request = Base64.getDecoder().decode(URLDecoder.decode(target, StandardCharsets.US_ASCII));
        assertThat(request).isEqualTo(about("user", "root").request());
        assertThat(request).containsSubsequence(about("user", "root").certId());
    }

    @ParameterizedTest
    @CsvSource({
        "500 Internal Server Error, application/ocsp-response",
        "200 OK, text/plain",
        "200 OK, application/ocsp-response"
    })
    void a_responder_that_sends_something_else_fails(String status, String type) throws Exception {
        responder.respond(
                Script.raw("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: 4\r\n\r\nnone"));
        start("ssl_ocsp on;");
        assertThat(get()).contains("X-Verify: FAILED:certificate status request failed\r\n");
        assertThat(log()).contains("[error]").contains(" while requesting certificate status, client: 127.0.0.1");
    }

    @Test
    void a_responder_that_is_down_fails_the_request() throws Exception {
        start("ssl_ocsp on;");
        responder.close();
        assertThat(get()).contains("X-Verify: FAILED:certificate status request failed\r\n");
        assertThat(log()).contains("OCSP responder \"http://" + responder.address() + "\" failed");
    }

    @Test
    void without_a_responder_the_request_fails() throws Exception {
        server = tls.serve("""
                error_log CERT/errors.log info;
                ssl_certificate CERT/server.crt;
                ssl_certificate_key CERT/server.key;
                ssl_client_certificate CERT/root.crt;
                ssl_verify_client on;
                ssl_ocsp on;
                server { listen 127.0.0.1:%{port} ssl; add_header X-Verify $ssl_client_verify always; return 200 ok; }
                """);
        assertThat(get()).contains("X-Verify: FAILED:certificate status request failed\r\n");
        assertThat(log()).contains("no OCSP responder URL in certificate while requesting certificate status");
    }

    @Test
    void the_certificate_may_name_the_responder() throws Exception {
        certificates.signed("named", "ec", "root", "authorityInfoAccess=http://" + responder.address() + "/here/");
        OcspResponse good =
                new OcspResponse(about("named", "root"), certificates.credential("root"), "good", Duration.ZERO);
        responder.respond(Script.raw(good.http()));
        server = tls.serve("""
                ssl_certificate CERT/server.crt;
                ssl_certificate_key CERT/server.key;
                ssl_client_certificate CERT/root.crt;
                ssl_verify_client on;
                ssl_ocsp on;
                server { listen 127.0.0.1:%{port} ssl; return 200 $ssl_client_verify; }
                """);
        assertThat(get(client("named"))).endsWith("SUCCESS");
        assertThat(responder.requests().get(0).target()).startsWith("/here/M");
    }

    @ParameterizedTest
    @CsvSource({"on, 2", "leaf, 1"})
    void the_chain_is_checked_up_to_the_root(String extent, int requests) throws Exception {
        String leaf = new OcspResponse(about("leaf", "inner"), certificates.credential("inner"), "good", Duration.ZERO)
                .http();
        String inner =
                new OcspResponse(about("inner", "root"), certificates.credential("root"), "good", Duration.ZERO).http();
        responder.respond(Script.sequence(Script.raw(leaf), Script.raw(inner)));
        start("ssl_ocsp " + extent + ";");
        TlsClient client = new TlsClient("s.test", List.of("TLSv1.2"), certificates.credential("chain.crt", "leaf"));
        assertThat(get(client)).contains("X-Verify: SUCCESS\r\n");
        assertThat(responder.requests()).hasSize(requests);
    }

    @Test
    void a_cached_response_is_used_again() throws Exception {
        responder.respond(Script.raw(response("good", "root", Duration.ZERO)));
        start("ssl_ocsp on; ssl_ocsp_cache shared:ocsp:32k;");
        for (int i = 0; i < 3; i++) {
            assertThat(get()).contains("X-Verify: SUCCESS\r\n");
        }
        assertThat(responder.requests()).hasSize(1);
    }

    @Test
    void without_a_cache_each_connection_asks() throws Exception {
        responder.respond(Script.raw(response("good", "root", Duration.ZERO)));
        start("ssl_ocsp on;");
        get();
        responder.respond(Script.raw(response("revoked", "root", Duration.ZERO)));
        assertThat(get()).contains("X-Verify: FAILED:certificate revoked\r\n");
    }

    @Test
    void the_streams_of_a_connection_ask_once() throws Exception {
        responder.respond(Script.raw(response("good", "root", Duration.ZERO)));
        start("ssl_ocsp on;");
        try (Http2Peer peer = Http2Peer.connectTls(client("user").context(), server.port(), "s.test")) {
            int first = peer.open(true, ":method: GET", ":scheme: https", ":path: /", ":authority: s.test");
            int second = peer.open(true, ":method: GET", ":scheme: https", ":path: /", ":authority: s.test");
            assertThat(peer.response(first).body()).isEqualTo("ok");
            assertThat(peer.response(second).body()).isEqualTo("ok");
        }
        assertThat(responder.requests()).hasSize(1);
    }

    @Test
    void a_responder_that_hangs_does_not_hold_others() throws Exception {
        CompletableFuture<Void> answers = new CompletableFuture<>();
        responder.respond(Script.raw(response("good", "root", Duration.ZERO)).after(answers));
        start("ssl_ocsp on;");
        CompletableFuture<String> waiting = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                waiting.complete(get());
            } catch (Exception e) {
                waiting.completeExceptionally(e);
            }
        });
        thread.start();
        await().until(() -> !responder.requests().isEmpty());
        TlsClient without = new TlsClient("s.test", List.of("TLSv1.3"), null);
        assertThat(get(without)).contains("No required SSL certificate was sent");
        assertThat(waiting).isNotDone();
        answers.complete(null);
        assertThat(waiting.get()).contains("X-Verify: SUCCESS\r\n");
        thread.join();
    }

    @Test
    void many_connections_at_once_wait_for_their_turn() throws Exception {
        CompletableFuture<Void> answers = new CompletableFuture<>();
        responder.respond(Script.raw(response("good", "root", Duration.ZERO)).after(answers));
        start("ssl_ocsp on;");
        int count = 20;
        CountDownLatch connected = new CountDownLatch(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<String>> responses = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                responses.add(threads.submit(() -> {
                    try (SSLSocket socket = client("user").connect(server.port())) {
                        connected.countDown();
                        return TlsClient.ask(socket, "s.test", "close");
                    }
                }));
            }
            assertThat(connected.await(1, TimeUnit.MINUTES)).isTrue();
            await().until(() -> responder.requests().size() == 8);
            answers.complete(null);
            for (Future<String> each : responses) {
                assertThat(each.get(1, TimeUnit.MINUTES)).contains("X-Verify: SUCCESS\r\n");
            }
            assertThat(responder.requests()).hasSize(count);
        } finally {
            threads.shutdownNow();
        }
    }
}
