package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The header fields of an upgrade: connection fields are set for each leg, all others pass between the endpoints. */
class UpgradeFieldsTest {
    private static final String[] SPELLINGS = {
        "Upgrade: websocket\r\nConnection: Upgrade\r\n",
        "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n",
        "upgrade: WebSocket\r\nconnection: UPGRADE,keep-alive\r\n",
        "UPGRADE: WEBSOCKET\r\nCONNECTION: keep-alive\r\nConnection: Upgrade\r\n",
        "Connection: Upgrade , , keep-alive\r\nUpgrade: websocket\r\n"
    };

    // F04
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void tokens_of_a_client_may_have_any_case_order_and_number_of_lines(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo())) {
            for (String fields : SPELLINGS) {
                try (RawConnection client = site.raw()) {
                    client.send("GET /chat HTTP/1.1\r\nHost: localhost\r\n" + fields
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                    RawResponse response = client.read();

                    assertThat(response.status()).as(fields).isEqualTo(101);
                    assertThat(site.upstream().lastRequest().fields().all("Upgrade"))
                            .as(fields)
                            .hasSize(1)
                            .allMatch("websocket"::equalsIgnoreCase);
                    client.send(WebSocketPeer.encode(Frame.text("hi"), true));
                    assertThat(client.readExactly(4)).isEqualTo("\u0081\u0002hi");
                }
            }
        }
    }

    // F05
    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*HTTP2.*")
    void fields_of_a_backend_may_have_any_case(LegPair legs) throws IOException {
        String drain = "#gangway websocket_max_message_size 4;";
        Script shouting = (request, connection) -> {
            connection.send("HTTP/1.1 101 ok\r\nUPGRADE: WebSocket\r\nCONNECTION: UPGRADE\r\n\r\n");
            connection.readUntilEnd();
        };
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo().lowerCaseFieldNames(), drain)) {
            try (WebSocketPeer client = site.connect()) {
                assertThat(client.send("hi").read().text()).isEqualTo("hi");
                assertFollowed(client);
            }
            site.upstream().respond(shouting);
            try (RawConnection client = site.raw()) {
                assertThat(client.send(WebSocketPeer.upgradeRequest("/chat"))
                                .read()
                                .field("Upgrade"))
                        .isEqualTo("WebSocket");
                client.send(WebSocketPeer.encode(Frame.text("much too long"), true));
                assertThat(client.readExactly(4)).startsWith("\u0088").endsWith("\u0003\u00f1");
            }
        }
    }

    /** Checks that the tunnel is treated as a WebSocket: a message that is too large ends it. */
    private static void assertFollowed(WebSocketPeer client) throws IOException {
        assertThat(client.send("much too long").read().closeCode()).isEqualTo(1009);
    }

    // F06
    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*HTTP2.*")
    void connection_fields_appear_once_on_each_leg(LegPair legs) throws IOException {
        Script script = Script.raw("HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Connection: keep-alive\r\nKeep-Alive: timeout=5\r\nTransfer-Encoding: chunked\r\n"
                + "Date: Sun, 01 Jan 2023 00:00:00 GMT\r\nServer: theirs\r\n\r\n");
        try (TunnelSite site = TunnelSite.start(legs, script);
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat", "Keep-Alive: 5", "TE: trailers", "Connection: close"));

            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.fields().names()).containsExactlyInAnyOrder("Server", "Date", "Connection", "Upgrade");
            assertThat(response.field("Connection")).isEqualTo("upgrade");
            assertThat(response.field("Server")).isNotEqualTo("theirs");
            assertThat(site.upstream().lastRequest().fields().names())
                    .containsExactlyInAnyOrder(
                            "Upgrade", "Connection", "Host", "Sec-WebSocket-Key", "Sec-WebSocket-Version");
        }
    }

    // F07
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_backend_chooses_the_subprotocol(LegPair legs) throws IOException {
        String[] offers = {"Sec-WebSocket-Protocol: chat, superchat", "Sec-WebSocket-Protocol: v1.chat"};
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo("Sec-WebSocket-Protocol: superchat"))) {
            try (WebSocketPeer client = site.connect(offers)) {
                assertThat(client.handshake().fields().all("Sec-WebSocket-Protocol"))
                        .containsExactly("superchat");
                assertThat(site.upstream().lastRequest().fields().all("Sec-WebSocket-Protocol"))
                        .containsExactly("chat, superchat", "v1.chat");
            }
            site.upstream().respond(WebSocketPeer.echo());
            try (WebSocketPeer client = site.connect(offers)) {
                assertThat(client.handshake().field("Sec-WebSocket-Protocol")).isNull();
                assertThat(client.send("hi").read().text()).isEqualTo("hi");
            }
        }
    }

    // F08
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_endpoints_negotiate_extensions(LegPair legs) throws IOException {
        String offer = "permessage-deflate; client_max_window_bits, x-other";
        String choice = "permessage-deflate; server_no_context_takeover";
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo("Sec-WebSocket-Extensions: " + choice))) {
            try (WebSocketPeer client = site.connect("Sec-WebSocket-Extensions: " + offer)) {
                assertThat(client.handshake().fields().all("Sec-WebSocket-Extensions"))
                        .containsExactly(choice);
                assertThat(site.upstream().lastRequest().fields().all("Sec-WebSocket-Extensions"))
                        .containsExactly(offer);
                Frame compressed =
                        Frame.of(Frame.TEXT, new byte[] {0x2a, 0x06, 0x00}).rsv(4);
                assertThat(client.send(compressed).read()).isEqualTo(compressed);
            }
            site.upstream().respond(WebSocketPeer.echo());
            try (WebSocketPeer client = site.connect("Sec-WebSocket-Extensions: " + offer)) {
                assertThat(client.handshake().field("Sec-WebSocket-Extensions")).isNull();
            }
        }
    }

    // F11
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void origin_and_host_change_only_where_configured(LegPair legs) throws IOException {
        String location = "location /%s { proxy_pass " + legs.scheme() + "://%%{backend}; proxy_set_header Upgrade"
                + " $http_upgrade; proxy_set_header Connection upgrade; proxy_set_header %s; }";
        try (TunnelSite site = TunnelSite.start(
                legs,
                WebSocketPeer.echo(),
                location.formatted("host", "Host $http_host"),
                location.formatted("origin", "Origin https://inner.example"),
                location.formatted("none", "Origin \"\""))) {
            assertThat(asked(site, "/chat"))
                    .isEqualTo("https://outer.example " + site.upstream().address());
            assertThat(asked(site, "/host")).isEqualTo("https://outer.example localhost");
            assertThat(asked(site, "/origin"))
                    .isEqualTo("https://inner.example " + site.upstream().address());
            assertThat(asked(site, "/none")).isEqualTo("null " + site.upstream().address());
        }
    }

    // F11
    @Test
    void replacing_the_origin_gives_a_warning() throws IOException {
        String location = "server { listen %{port}; location /a { proxy_pass http://%{dead};\nproxy_set_header ";
        try (Site site = Site.create()) {
            assertThat(warnings(site.config(location + "Origin $http_origin; } }")))
                    .isEmpty();
            assertThat(warnings(site.config(location + "origin \"\"; } }")))
                    .containsExactly("\"Origin\" is replaced, so the backend cannot see which site a request comes from"
                            + " in " + site.conf() + ":5");
        }
    }

    private static List<String> warnings(Site site) {
        try (Gangway gangway = Gangway.read(site.conf())) {
            return gangway.warnings();
        }
    }

    private static String asked(TunnelSite site, String target) throws IOException {
        WebSocketPeer.connect(site.raw(), target, "Origin: https://outer.example")
                .close();
        RecordedRequest request = site.upstream().lastRequest();
        assertThat(request.fields().all("Host")).hasSize(1);
        assertThat(request.fields().all("Origin")).hasSizeLessThan(2);
        return request.field("Origin") + " " + request.field("Host");
    }

    // F19
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void cookies_and_credentials_pass_to_the_backend_unchanged(LegPair legs) throws IOException {
        String cookie = "session=1; csrf=\"a b\"; x=%41";
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo("Set-Cookie: seen=1; Path=/chat"));
                WebSocketPeer client =
                        site.connect("Cookie: " + cookie, "Authorization: Bearer x.y.z", "X-Custom: \u00e9")) {
            RecordedRequest request = site.upstream().lastRequest();
            assertThat(request.fields().all("Cookie")).containsExactly(cookie);
            assertThat(request.fields().all("Authorization")).containsExactly("Bearer x.y.z");
            assertThat(request.field("X-Custom")).isEqualTo("\u00e9");
            assertThat(client.handshake().field("Set-Cookie")).isEqualTo("seen=1; Path=/chat");
        }
    }
}
