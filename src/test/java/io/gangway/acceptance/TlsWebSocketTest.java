package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.conf.ConfException;
import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.TrustAll;
import io.gangway.testing.WebSocketPeer;
import io.gangway.tls.CertificateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code etc/examples/tls-websocket.conf}, with a certificate and an intermediate one, as from a public authority. */
class TlsWebSocketTest {
    private static final String HOST = "test.example.net";

    private RunningExample run;
    private CertificateFiles certificates;
    private ScriptedUpstream websocket;
    private ScriptedUpstream backend;

    @BeforeEach
    void start() throws IOException {
        run = new RunningExample();
        websocket = run.backend("websocket", RunningExample.application());
        backend = run.backend("backend", RunningExample.application());
        certificates = new CertificateFiles(run.site().dir());
        certificates.root("root", "ec");
        certificates.signed("between", "ec", "root", "basicConstraints=critical,CA:TRUE");
        certificates.signed("leaf", "rsa", "between", "subjectAltName=DNS:" + HOST);
        certificates.join("fullchain.pem", "leaf.crt", "between.crt");
        run.start(example());
    }

    @AfterEach
    void stop() throws IOException {
        run.close();
    }

    private Example example() throws IOException {
        String letsEncrypt = "/etc/letsencrypt/live/test.example.net/";
        return Example.of("examples/tls-websocket.conf")
                .with("listen       443 ssl;", "listen %{port:tls} ssl;")
                .with("listen       80;", "listen %{port};")
                .with("localhost:8282", "localhost:" + websocket.port())
                .with("127.0.0.1:8000", "%{backend:backend}")
                .with(letsEncrypt + "fullchain.pem", "%{dir}/fullchain.pem")
                .with(letsEncrypt + "privkey.pem", "%{dir}/leaf.key");
    }

    private RawConnection tls(SSLContext context) throws IOException {
        return RawHttp.connect(run.site().port("tls"), context, HOST).timeout(PATIENCE);
    }

    private WebSocketPeer wss(String target) throws IOException {
        return WebSocketPeer.connect(tls(TrustAll.context()), target);
    }

    /** Trusts only the root, as a browser does: the intermediate certificate must come from the server. */
    private SSLContext trustingTheRoot() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var file = Files.newInputStream(run.site().dir().resolve("root.crt"))) {
            store.setCertificateEntry(
                    "root", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void a_websocket_over_tls_reaches_the_plain_backend() throws Exception {
        try (WebSocketPeer client = WebSocketPeer.connect(tls(trustingTheRoot()), "/any/path")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
            assertThat(client.send(Frame.close(4001, "enough")).read()).isEqualTo(Frame.close(4001, "enough"));
            assertThat(client.awaitClose(PATIENCE)).isEqualTo(ConnectionState.CLOSED);
        }
        assertThat(websocket.lastRequest().target()).isEqualTo("/any/path");
        assertThat(websocket.lastRequest().fields().lines())
                .contains("Connection: upgrade", "X-Real-IP: 127.0.0.1", "X-Forwarded-For: 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void both_protocols_of_the_file_are_accepted(String protocol) throws Exception {
        SSLContext context = TrustAll.context();
        try (SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket("127.0.0.1", run.site().port("tls"))) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();

            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        }
    }

    @Test
    void an_ordinary_request_over_tls_goes_to_the_websocket_server_too() throws IOException {
        try (RawConnection client = tls(TrustAll.context())) {
            RawResponse response = client.send("GET /info HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n")
                    .read();

            assertThat(response.body()).startsWith("GET /info HTTP/1.1\r\n").contains("Host: " + HOST + "\r\n");
        }
    }

    @Test
    void a_large_message_is_echoed_unchanged() throws Exception {
        byte[] payload = new byte[4 << 20];
        new Random(2).nextBytes(payload);
        try (WebSocketPeer client = wss("/")) {
            // sent while reading: 4 MiB do not fit into the buffers
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, payload));
            assertThat(client.read().payload()).isEqualTo(payload);
            sent.get(30, TimeUnit.SECONDS);
        }
    }

    private static void send(WebSocketPeer client, byte[] payload) {
        try {
            client.send(Frame.of(Frame.BINARY, payload));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void silence_longer_than_the_timeouts_ends_a_tunnel() throws IOException {
        try (WebSocketPeer client = wss("/")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
            run.advance(Duration.ofSeconds(301));
            assertThat(client.awaitClose(PATIENCE)).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @Test
    void plain_requests_are_redirected_to_https() throws IOException {
        RawResponse response = RunningExample.get(run.port(), HOST, "/a/b?c=d%20e");

        assertThat(response.status()).isEqualTo(301);
        assertThat(response.field("Location")).isEqualTo("https://" + HOST + "/a/b?c=d%20e");
    }

    @Test
    void one_location_is_a_plain_websocket() throws IOException {
        try (WebSocketPeer client = run.connect("/chat/room")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
        }
        assertThat(backend.lastRequest().target()).isEqualTo("/chat/room");
        assertThat(backend.lastRequest().field("Host")).isEqualTo("localhost");
    }

    @Test
    void a_reload_loads_a_renewed_certificate_and_keeps_tunnels() throws Exception {
        try (WebSocketPeer client = wss("/")) {
            client.send("before").read();
            certificates.signed("leaf", "ec", "root", "subjectAltName=DNS:" + HOST);
            certificates.join("fullchain.pem", "leaf.crt");

            run.reload(example());

            assertThat(client.send("after").read().text()).isEqualTo("after");
        }
        try (RawConnection fresh = tls(trustingTheRoot())) {
            X509Certificate shown =
                    (X509Certificate) ((SSLSocket) fresh.socket()).getSession().getPeerCertificates()[0];
            assertThat(shown.getPublicKey().getAlgorithm()).isEqualTo("EC");
        }
    }

    @Test
    void a_reload_with_a_broken_certificate_changes_nothing() throws IOException {
        Files.writeString(run.site().dir().resolve("fullchain.pem"), "-----BEGIN CERTIFICATE-----\nnonsense\n");

        assertThatThrownBy(() -> run.reload(example()))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("cannot load certificate");

        try (WebSocketPeer client = wss("/")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
        }
    }
}
