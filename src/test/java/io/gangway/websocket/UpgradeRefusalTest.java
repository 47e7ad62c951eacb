package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.Sockets;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A refused upgrade: the client gets the backend's response, and nothing leaks. */
class UpgradeRefusalTest {
    private static final String REQUEST = WebSocketPeer.upgradeRequest("/chat");
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n";

    // F01
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_first_bytes_for_a_client_are_the_response_of_the_backend(LegPair legs) throws IOException {
        CompletableFuture<Void> signal = new CompletableFuture<>();
        Script script = Script.response(401, "who are you").after(signal);
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            client.send(REQUEST);
            await().until(() -> !site.upstream().requests().isEmpty());
            signal.complete(null);

            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.body()).isEqualTo("who are you");
        }
    }

    // F02
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_refusal_passes_unchanged_and_the_connection_stays_usable(LegPair legs) throws IOException {
        Script script = Script.sequence(
                Script.raw("HTTP/1.1 401 Not Today\r\nWWW-Authenticate: Basic realm=\"chat\"\r\nSet-Cookie: a=b\r\n"
                        + "Set-Cookie: c=d\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nno, you"),
                Script.raw("HTTP/1.1 302 Found\r\nLocation: https://login.example/?a=%2F\r\nContent-Length: 0\r\n\r\n"),
                Script.raw(
                        "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbusy\r\n0\r\n\r\n"),
                Script.rawThenClose("HTTP/1.1 400 Bad\r\n\r\nuntil the end"));
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            RawResponse unknown = client.send(REQUEST).read();
            assertThat(unknown.status()).isEqualTo(401);
            if (!legs.isClientHttp2() && !legs.isUpstreamHttp2()) {
                assertThat(unknown.statusLine()).isEqualTo("HTTP/1.1 401 Not Today");
            }
            assertThat(unknown.field("WWW-Authenticate")).isEqualTo("Basic realm=\"chat\"");
            assertThat(unknown.fields().all("Set-Cookie")).containsExactly("a=b", "c=d");
            assertThat(unknown.field("Content-Type")).isEqualTo("text/plain");
            assertThat(unknown.body()).isEqualTo("no, you");

            RawResponse elsewhere = client.send(REQUEST).read();
            assertThat(elsewhere.status()).isEqualTo(302);
            assertThat(elsewhere.field("Location")).isEqualTo("https://login.example/?a=%2F");

            RawResponse busy = client.send(REQUEST).read();
            assertThat(busy.status()).isEqualTo(503);
            assertThat(busy.field("Retry-After")).isEqualTo("7");
            assertThat(busy.body()).isEqualTo("busy");

            assertThat(client.send(REQUEST).read().body()).isEqualTo("until the end");
            await().until(() -> site.upstream().openConnections() == 0);
        }
    }

    // F02
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_header_rules_of_the_location_apply_to_a_refusal(LegPair legs) throws IOException {
        String[] rules = {
            "add_header X-Always yes always;",
            "add_header X-Success yes;",
            "proxy_hide_header X-Secret;",
            "proxy_redirect http://inner/ /outer/;"
        };
        Script script = Script.response(401, "no", "X-Secret: s", "X-Seen: s", "Location: http://inner/login");
        try (TunnelSite site = TunnelSite.start(legs, script, rules);
                RawConnection client = site.raw()) {
            RawResponse refusal = client.send(REQUEST).read();

            assertThat(refusal.field("X-Always")).isEqualTo("yes");
            assertThat(refusal.field("X-Success")).isNull();
            assertThat(refusal.field("X-Secret")).isNull();
            assertThat(refusal.field("X-Seen")).isEqualTo("s");
            assertThat(refusal.field("Location")).endsWith("://localhost:" + site.port() + "/outer/login");
        }
    }

    // F03
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void a_thousand_refusals_leak_no_socket_and_the_connection_still_works(LegPair legs) throws IOException {
        Script script = Script.onUpgrade(Script.response(403, "no"), Script.body("fine"));
        try (TunnelSite site = TunnelSite.start(legs, script, "keepalive_requests 2000;");
                RawConnection client = site.raw()) {
            assertThat(client.send(REQUEST).read().status()).isEqualTo(403);
            await().until(() -> site.upstream().openConnections() == 0);
            long before = Sockets.count();

            for (int i = 0; i < 1000; i++) {
                assertThat(client.send(REQUEST).read().status()).isEqualTo(403);
            }

            assertThat(client.send("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n")
                            .read()
                            .body())
                    .isEqualTo("fine");
            await().atMost(Duration.ofSeconds(20)).until(() -> Sockets.count() <= before);
            assertThat(site.upstream().acceptedConnections()).isEqualTo(1002);
        }
    }

    // F16
    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = EnumSource.Mode.MATCH_NONE, names = "HTTP2.*")
    void an_upgrade_passes_only_where_the_location_forwards_it(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, Script.body("plain answer"));
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/plain"));

            assertThat(client.read().body()).isEqualTo("plain answer");
            assertThat(site.upstream().lastRequest().field("Upgrade")).isNull();
            assertThat(site.upstream().lastRequest().field("Connection")).isNull();
        }
    }

    // F16
    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = EnumSource.Mode.MATCH_NONE, names = "HTTP2.*")
    void an_http_1_0_client_gets_no_tunnel(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, Script.raw(SWITCHING));
                RawConnection client = site.raw()) {
            client.send(REQUEST.replace("HTTP/1.1", "HTTP/1.0"));

            assertThat(client.read().status()).isEqualTo(502);
            await().until(() -> site.upstream().openConnections() == 0);
        }
    }

    // F16
    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = EnumSource.Mode.MATCH_NONE, names = "HTTP2.*")
    void a_request_body_is_not_tunnel_data(LegPair legs) throws IOException {
        Script script = (request, connection) ->
                connection.send(SWITCHING + request.body() + "|").send(connection.readExactly(5));
        try (TunnelSite site = TunnelSite.start(legs, script)) {
            for (String body : new String[] {
                "Content-Length: 4\r\n\r\nbody", "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"
            }) {
                try (RawConnection client = site.raw()) {
                    client.send(REQUEST.replace("\r\n\r\n", "\r\n" + body) + "hello");

                    assertThat(client.read().status()).isEqualTo(101);
                    assertThat(client.readExactly(10)).isEqualTo("body|hello");
                }
            }
        }
    }
}
