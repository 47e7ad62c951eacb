package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.conf.ConfException;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Upgrades are checked before the backend gets the request. */
class UpgradeCheckTest {
    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, 101",
        "HTTPS://App.Example.com, 101",
        "https://a.b.example.org, 101",
        "http://app.example.org, 403",
        "https://example.org, 403",
        "https://.example.org, 403",
        "https://evilexample.org, 403",
        "http://app.example.com, 403",
        "https://app.example.com.evil.net, 403",
        "null, 403",
        ", 403"
    })
    void only_listed_origins_may_open_a_websocket(String origin, int status) throws IOException {
        try (TunnelSite site = TunnelSite.start(
                WebSocketPeer.echo(), "#gangway websocket_origins https://app.example.com https://*.example.org;")) {
            String[] fields = origin == null ? new String[0] : new String[] {"Origin: " + origin};

            assertThat(status(site, WebSocketPeer.upgradeRequest("/chat", fields)))
                    .isEqualTo(status);
            assertThat(site.upstream().acceptedConnections()).isEqualTo(status == 101 ? 1 : 0);
        }
    }

    @Test
    void none_allows_clients_without_an_origin() throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), "websocket_origins none;")) {
            assertThat(status(site, WebSocketPeer.upgradeRequest("/chat"))).isEqualTo(101);
            assertThat(status(site, WebSocketPeer.upgradeRequest("/chat", "Origin: https://a")))
                    .isEqualTo(403);
        }
    }

    @Test
    void other_requests_are_not_checked() throws IOException {
        try (TunnelSite site = TunnelSite.start(
                (request, connection) -> connection.send("HTTP/1.1 204 No Content\r\n\r\n"),
                "websocket_origins https://a; websocket_protocols websocket;")) {
            assertThat(status(site, "GET /chat HTTP/1.1\r\nHost: a\r\nOrigin: https://b\r\n\r\n"))
                    .isEqualTo(204);
        }
    }

    // F15
    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = EnumSource.Mode.MATCH_NONE, names = "HTTP2.*")
    void only_listed_protocols_are_accepted(LegPair legs) throws IOException {
        Map<String, Integer> tokens =
                Map.of("websocket", 101, "WebSocket", 101, "foo", 403, "websocket, foo", 403, "h2c", 403, "foo/2", 403);
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo(), "websocket_protocols websocket;")) {
            for (var token : tokens.entrySet()) {
                assertThat(status(site, upgradeTo(token.getKey())))
                        .as(token.getKey())
                        .isEqualTo(token.getValue());
            }
            assertThat(site.upstream().requests()).hasSize(2);
        }
    }

    // F15
    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = EnumSource.Mode.MATCH_NONE, names = "HTTP2.*")
    void any_protocol_passes_without_a_list(LegPair legs) throws IOException {
        Script script = Script.upgrade("foo").then(Script.echoBytes());
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            assertThat(client.send(upgradeTo("foo, bar/2")).read().field("Upgrade"))
                    .isEqualTo("foo");
            assertThat(site.upstream().lastRequest().field("Upgrade")).isEqualTo("foo, bar/2");
            assertThat(client.send("no frames at all").readExactly(16)).isEqualTo("no frames at all");
        }
    }

    // F15
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void an_unrequested_101_is_502(LegPair legs) throws IOException {
        String fixed =
                "location /fixed { proxy_pass " + legs.scheme() + "://%{backend}; proxy_set_header Upgrade foo; }";
        List<String> requests = List.of(
                "GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /chat HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /fixed HTTP/1.1\r\nHost: localhost\r\n\r\n");
        try (TunnelSite site = TunnelSite.start(legs, Script.upgrade("websocket"), fixed)) {
            for (String request : requests) {
                assertThat(status(site, request)).as(request).isEqualTo(502);
            }
            // An extended CONNECT where no upgrade is passed on needs no backend.
            assertThat(status(site, WebSocketPeer.upgradeRequest("/plain")))
                    .isEqualTo(legs.isClientHttp2() ? 405 : 502);
            await().until(() -> site.upstream().openConnections() == 0);
        }
    }

    private static String upgradeTo(String token) {
        return WebSocketPeer.upgradeRequest("/chat").replace("Upgrade: websocket", "Upgrade: " + token);
    }

    @ParameterizedTest
    @CsvSource({
        "websocket_origins example.com, invalid origin \"example.com\"",
        "websocket_max_age 1h jitter=2h, jitter of \"websocket_max_age\" is longer than the age",
        "websocket_max_age 1h twice, invalid parameter \"twice\"",
        "websocket_drain never, \"websocket_drain\" directive invalid value"
    })
    void directives_are_checked(String directive, String message) {
        assertThatThrownBy(() -> TunnelSite.start(WebSocketPeer.echo(), "#gangway " + directive + ";"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining(message);
    }

    private static int status(TunnelSite site, String request) throws IOException {
        try (RawConnection client = site.raw()) {
            return client.send(request).read().status();
        }
    }
}
