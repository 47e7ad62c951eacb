package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The opening handshake is the backend's: it is asked first, and what it says is what the client gets. */
class TunnelOpeningTest {
    private static final String REQUEST = WebSocketPeer.upgradeRequest("/chat");

    @Test
    void the_client_sees_101_only_after_the_backend_said_so() throws Exception {
        CompletableFuture<Void> accept = new CompletableFuture<>();
        Script script = (request, connection) -> {
            accept.join();
            WebSocketPeer.accept(request, connection);
            connection.readUntilEnd();
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            await().until(() -> !site.upstream().requests().isEmpty());
            assertThat(client.socket().getInputStream().available()).isZero();

            accept.complete(null);

            assertThat(client.read().status()).isEqualTo(101);
        }
    }

    @Test
    void an_upgrade_is_not_passed_where_the_location_does_not_say_so() throws IOException {
        try (TunnelSite site = TunnelSite.start(Script.body("plain answer"));
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/plain"));

            assertThat(client.read().body()).isEqualTo("plain answer");
            assertThat(site.upstream().lastRequest().field("Upgrade")).isNull();
        }
    }

    @Test
    void a_101_that_was_not_asked_for_is_passed_alone_and_ends_the_connection() throws IOException {
        Script script = Script.raw(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.readHead()).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    @Test
    void a_refusal_passes_through_whole_and_the_connection_stays_usable() throws IOException {
        Script script = Script.raw("HTTP/1.1 401 Not Today\r\nWWW-Authenticate: Basic realm=\"chat\"\r\n"
                + "Set-Cookie: a=b\r\nRetry-After: 7\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nno, you");
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            for (int i = 0; i < 3; i++) {
                RawResponse refusal = client.send(REQUEST).read();

                assertThat(refusal.statusLine()).isEqualTo("HTTP/1.1 401 Not Today");
                assertThat(refusal.field("WWW-Authenticate")).isEqualTo("Basic realm=\"chat\"");
                assertThat(refusal.field("Set-Cookie")).isEqualTo("a=b");
                assertThat(refusal.field("Retry-After")).isEqualTo("7");
                assertThat(refusal.body()).isEqualTo("no, you");
            }
            await().until(() -> site.upstream().open() == 0);
        }
    }

    @Test
    void subprotocol_and_extensions_are_what_the_backend_chose() throws IOException {
        Script script = (request, connection) -> {
            WebSocketPeer.accept(
                    request,
                    connection,
                    "Sec-WebSocket-Protocol: superchat",
                    "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover");
            connection.readUntilEnd();
        };
        try (TunnelSite site = TunnelSite.start(script);
                WebSocketPeer client = site.connect(
                        "Sec-WebSocket-Protocol: chat, superchat",
                        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
                        "Origin: http://elsewhere.example",
                        "Cookie: session=1",
                        "Authorization: Bearer x")) {
            RawResponse answer = client.handshake();
            assertThat(answer.field("Sec-WebSocket-Protocol")).isEqualTo("superchat");
            assertThat(answer.field("Sec-WebSocket-Extensions"))
                    .isEqualTo("permessage-deflate; server_no_context_takeover");
            assertThat(answer.fields().all("Upgrade")).containsExactly("websocket");
            assertThat(answer.fields().all("Connection")).containsExactly("upgrade");
            var request = site.upstream().lastRequest();
            assertThat(request.field("Sec-WebSocket-Protocol")).isEqualTo("chat, superchat");
            assertThat(request.field("Sec-WebSocket-Extensions"))
                    .isEqualTo("permessage-deflate; client_max_window_bits");
            assertThat(request.field("Origin")).isEqualTo("http://elsewhere.example");
            assertThat(request.field("Cookie")).isEqualTo("session=1");
            assertThat(request.field("Authorization")).isEqualTo("Bearer x");
        }
    }

    @Test
    void a_backend_that_chooses_no_subprotocol_gives_none() throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo());
                WebSocketPeer client = site.connect("Sec-WebSocket-Protocol: chat, superchat")) {
            assertThat(client.handshake().field("Sec-WebSocket-Protocol")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n",
                "upgrade: WebSocket\r\nconnection: UPGRADE\r\n",
                "Upgrade: websocket\r\nConnection: keep-alive\r\nConnection: Upgrade\r\n"
            })
    void the_tokens_are_read_in_any_case_and_order(String fields) throws IOException {
        Script script = (request, connection) -> {
            connection.send("HTTP/1.1 101 ok\r\nupgrade: WebSocket\r\nconnection: UPGRADE\r\n\r\n");
            connection.readUntilEnd();
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send("GET /chat HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");

            assertThat(client.read().status()).isEqualTo(101);
        }
    }

    @Test
    void a_backend_that_is_not_there_is_502() throws IOException {
        try (TunnelSite site = TunnelSite.start(Script.silence())) {
            site.upstream().unbind();

            assertThat(RawHttp.send(site.port(), REQUEST).status()).isEqualTo(502);
        }
    }

    @Test
    void a_backend_that_never_answers_is_504() throws IOException {
        try (TunnelSite site = TunnelSite.start(Script.silence(), "proxy_read_timeout 200ms;")) {
            assertThat(RawHttp.send(site.port(), REQUEST).status()).isEqualTo(504);
            await().until(() -> site.upstream().open() == 0);
        }
    }

    @Test
    void a_backend_that_resets_instead_of_answering_is_502() throws IOException {
        try (TunnelSite site = TunnelSite.start(Script.reset())) {
            assertThat(RawHttp.send(site.port(), REQUEST).status()).isEqualTo(502);
        }
    }

    @Test
    void a_client_that_leaves_before_the_101_frees_the_backend() throws IOException {
        try (TunnelSite site = TunnelSite.start(Script.silence())) {
            RawConnection client = site.raw();
            client.send(REQUEST);
            await().until(() -> !site.upstream().requests().isEmpty());

            client.close();

            await().until(() -> site.upstream().open() == 0);
        }
    }

    @Test
    void the_connection_serves_requests_before_the_upgrade() throws IOException {
        Script script = (request, connection) -> {
            if (request.field("Upgrade") == null) {
                Script.body("hello").run(request, connection);
            } else {
                WebSocketPeer.echo().run(request, connection);
            }
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("hello");

            try (WebSocketPeer peer = WebSocketPeer.connect(client, "/chat")) {
                assertThat(peer.send("hi").read().text()).isEqualTo("hi");
            }
        }
    }
}
