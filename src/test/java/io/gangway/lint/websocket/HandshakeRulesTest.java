package io.gangway.lint.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gangway.lint.RuleProof;
import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.Version;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the rules about handshakes say is what nginx does. */
class HandshakeRulesTest {
    private final RuleProof proof = new RuleProof();

    @AfterEach
    void close() throws Exception {
        proof.close();
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_silent_tunnel_is_closed_after_proxy_read_timeout(String server) throws IOException {
        int port = proof.bad(server, "websocket_read_timeout", """
                server {
                    listen 127.0.0.1:%{port};
                    location /short { proxy_read_timeout 1s; proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                    location /long { proxy_read_timeout 1h; proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                }
                """);
        WebSocketPeer patient = proof.opened(WebSocketPeer.connect(port, "/long"));
        WebSocketPeer silent = proof.opened(WebSocketPeer.connect(port, "/short"));

        assertThat(silent.read()).isNull();
        patient.send("still there");
        assertThat(patient.read()).isEqualTo(Frame.text("still there"));
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_tunnel_stays_open_while_one_side_sends(String server) throws IOException {
        proof.backend().respond(WebSocketPeer.upgrade(peer -> {
            for (Frame frame = peer.read(); frame != null; frame = peer.read()) {
                if (frame.text().equals("answer")) {
                    peer.send(frame);
                }
            }
        }));
        int port = proof.bad(server, "websocket_read_timeout", """
                server {
                    listen 127.0.0.1:%{port};
                    location /ws { proxy_read_timeout 1s; proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                }
                """);
        WebSocketPeer sending = proof.opened(WebSocketPeer.connect(port, "/ws"));
        WebSocketPeer silent = proof.opened(WebSocketPeer.connect(port, "/ws")).timeout(Duration.ofMillis(100));

        while (isOpen(silent)) {
            sending.send("more");
        }
        sending.send("answer");
        assertThat(sending.read()).isEqualTo(Frame.text("answer"));
    }

    /** Waits for 100 ms. */
    private static boolean isOpen(WebSocketPeer peer) throws IOException {
        try {
            return peer.read() != null;
        } catch (SocketTimeoutException stillOpen) {
            return true;
        }
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_plain_request_reaches_the_backend_as_half_an_upgrade(String server) throws IOException {
        int port = proof.bad(server, "websocket_connection_for_all", """
                server {
                    listen 127.0.0.1:%{port};
                    location / { proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                }
                """);

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(200);
        assertThat(proof.backend().lastRequest().field("Connection")).isEqualTo("upgrade");
        assertThat(proof.backend().lastRequest().field("Upgrade")).isNull();
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_map_sends_connection_upgrade_with_upgrades_only(String server) throws IOException {
        int port = proof.good(server, "websocket_connection_for_all", """
                map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                server {
                    listen 127.0.0.1:%{port};
                    proxy_read_timeout 1h;
                    location / {
                        proxy_pass http://%{backend};
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection $connection_upgrade;
                    }
                }
                """);

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(200);
        assertThat(proof.backend().lastRequest().field("Connection")).isNull();
        assertThat(RuleProof.handshake(port, "/").status()).isEqualTo(101);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void no_websocket_opens_over_http_1_0(String server) throws IOException {
        int port = proof.bad(server, "websocket_http_version", """
                server {
                    listen 127.0.0.1:%{port};
                    location /chat { proxy_pass http://%{backend}; proxy_http_version 1.0; UPGRADE }
                }
                """);

        assertThat(RuleProof.handshake(port, "/chat").status()).isEqualTo(200);
        assertThat(proof.backend().lastRequest().line()).isEqualTo("GET /chat HTTP/1.0");
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void only_nginx_before_1_29_7_speaks_http_1_0_by_default(String server) throws IOException {
        int port = proof.bad(server, "websocket_http_version", """
                server {
                    listen 127.0.0.1:%{port};
                    location /chat { proxy_pass http://%{backend}; UPGRADE }
                }
                """);
        boolean old = server.equals("nginx")
                && !RuleProof.NGINX.orElseThrow().version().isAtLeast(Version.of("1.29.7"));

        assertThat(RuleProof.handshake(port, "/chat").status()).isEqualTo(old ? 200 : 101);
        assertThat(proof.backend().lastRequest().line()).isEqualTo("GET /chat HTTP/1." + (old ? 0 : 1));
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void one_header_in_a_location_drops_those_of_the_server(String server) throws IOException {
        int port = proof.bad(server, "websocket_headers_dropped", """
                server {
                    listen 127.0.0.1:%{port};
                    proxy_http_version 1.1;
                    UPGRADE
                    location /chat { proxy_pass http://%{backend}; proxy_set_header X-Real-IP $remote_addr; }
                    location /kept { proxy_pass http://%{backend}; }
                }
                """);

        assertThat(RuleProof.handshake(port, "/chat").status()).isEqualTo(200);
        assertThat(proof.backend().lastRequest().field("Upgrade")).isNull();
        assertThat(RuleProof.handshake(port, "/kept").status()).isEqualTo(101);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void half_an_upgrade_opens_no_websocket(String server) throws IOException {
        int port = proof.bad(server, "websocket_half_upgrade", """
                server {
                    listen 127.0.0.1:%{port};
                    proxy_http_version 1.1;
                    location /a { proxy_pass http://%{backend}; proxy_set_header Upgrade $http_upgrade; }
                    location /b { proxy_pass http://%{backend}; proxy_set_header Connection upgrade; }
                    location /c {
                        proxy_pass http://%{backend};
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection '';
                    }
                    location /d {
                        proxy_pass http://%{backend};
                        proxy_set_header Connection '';
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection upgrade;
                    }
                }
                """);

        assertThat(Stream.of("/a", "/b", "/c", "/d").map(target -> RuleProof.handshake(port, target)))
                .extracting(RawResponse::status)
                .containsExactly(200, 200, 200, 101);
        assertThat(proof.lines("websocket_half_upgrade")).hasSize(3);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_backend_cannot_refuse_an_origin_that_is_rewritten(String server) throws IOException {
        proof.backend()
                .respond((request, connection) -> (request.field("Origin").equals("http://backend")
                                ? RuleProof.BACKEND
                                : Script.response(403, ""))
                        .run(request, connection));
        int port = proof.bad(server, "websocket_origin", """
                server {
                    listen 127.0.0.1:%{port};
                    proxy_http_version 1.1;
                    location /chat { proxy_pass http://%{backend}; UPGRADE proxy_set_header Origin http://backend; }
                    location /kept { proxy_pass http://%{backend}; UPGRADE }
                }
                """);

        assertThat(RuleProof.handshake(port, "/chat", "Origin: https://evil.example")
                        .status())
                .isEqualTo(101);
        assertThat(RuleProof.handshake(port, "/kept", "Origin: https://evil.example")
                        .status())
                .isEqualTo(403);
    }

    /** Gangway has no cache: this is about nginx only. */
    @Test
    void a_cached_response_takes_the_place_of_a_websocket() throws IOException {
        assumeThat(RuleProof.NGINX).as("an nginx").isPresent();
        int port = proof.bad("nginx", "websocket_cache", """
                proxy_cache_path %{dir}/cache keys_zone=pages:1m;
                server {
                    listen 127.0.0.1:%{port};
                    proxy_http_version 1.1;
                    proxy_cache pages;
                    proxy_cache_valid 200 1h;
                    location /chat { proxy_pass http://%{backend}; UPGRADE }
                    location /kept { proxy_cache_bypass $http_upgrade; proxy_pass http://%{backend}; UPGRADE }
                }
                """);

        RawHttp.get(port, "/chat");
        RawHttp.get(port, "/kept");
        assertThat(RuleProof.handshake(port, "/chat").body()).isEqualTo("plain");
        assertThat(proof.backend().requests()).hasSize(2);
        assertThat(RuleProof.handshake(port, "/kept").status()).isEqualTo(101);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void a_handshake_without_a_password_gets_401(String server) throws IOException {
        proof.site().file("htpasswd", "user:{PLAIN}secret\n");
        int port = proof.bad(server, "websocket_auth_basic", """
                server {
                    listen 127.0.0.1:%{port};
                    auth_basic members;
                    auth_basic_user_file %{dir}/htpasswd;
                    location /chat { proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                }
                """);
        String password = Base64.getEncoder().encodeToString("user:secret".getBytes());

        assertThat(RuleProof.handshake(port, "/chat").status()).isEqualTo(401);
        assertThat(RuleProof.handshake(port, "/chat", "Authorization: Basic " + password)
                        .status())
                .isEqualTo(101);
    }

    /** The directives are Gangway's. */
    @Test
    void a_server_with_extended_connect_off_does_not_offer_it() throws IOException {
        String conf = """
                server {
                    listen 127.0.0.1:%%{port};
                    http2 on;
                    %s
                    location /chat { proxy_pass http://%%{backend}; proxy_http_version 1.1; UPGRADE }
                }
                """;
        int off = proof.bad("gangway", "websocket_http2", conf.formatted("http2_extended_connect off;"));
        try (Http2Streams client = Http2Streams.on(Http2Peer.connect(off))) {
            assertThat(client.settings()).doesNotContainKey(Http2Peer.ENABLE_CONNECT_PROTOCOL);
        }
        assertThat(RuleProof.handshake(off, "/chat").status()).isEqualTo(101);

        int refused = proof.bad("gangway", "websocket_http2", conf.formatted("accept_extended_connect off;"));
        try (Http2Peer client = Http2Peer.connect(refused)) {
            client.open(false, Http2Peer.request("CONNECT", "/chat", ":protocol: websocket"));
            assertThat(client.next(Http2Peer.HEADERS).fields()).contains(":status: 405");
        }

        int on = proof.good("gangway", "websocket_http2", conf.formatted(""));
        try (Http2Streams client = Http2Streams.on(Http2Peer.connect(on));
                WebSocketPeer peer = client.webSocket("/chat")) {
            assertThat(client.settings()).containsEntry(Http2Peer.ENABLE_CONNECT_PROTOCOL, 1);
            assertThat(peer.send("hello").read().text()).isEqualTo("hello");
        }
    }

    /** nginx knows the version since 1.29.4. */
    @Test
    void an_upgrade_opens_no_websocket_in_nginx_over_http2() throws IOException {
        assumeThat(RuleProof.NGINX).as("nginx 1.29.4 or newer").isPresent();
        assumeThat(RuleProof.NGINX.orElseThrow().version().isAtLeast(Version.of("1.29.4")))
                .as("nginx 1.29.4 or newer")
                .isTrue();
        proof.backend().http2(true);
        String conf = "location / { proxy_pass http://%%{backend}; proxy_http_version %s; UPGRADE }";

        int version2 = proof.bad("nginx", "websocket_upstream_http2", conf.formatted("2"));
        assertThat(RuleProof.handshake(version2, "/").status()).isNotEqualTo(101);
        int version1 = proof.good("nginx", "websocket_upstream_http2", conf.formatted("1.1"));
        assertThat(RuleProof.handshake(version1, "/").status()).isEqualTo(101);
    }
}
