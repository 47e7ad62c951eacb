package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The rules of a location hold for tunnels on streams of HTTP/2 as for HTTP/1.1. */
class StreamTunnelRulesTest {
    private static final Script BACKEND =
            Script.onUpgrade(WebSocketPeer.echo(), Script.response(200, "fine", "Content-Type: text/plain"));

    private static final String FORWARD = """
            proxy_pass http://%{backend};
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            """;

    /** Starts a site whose location {@code /} has these directives. */
    private static TunnelSite site(String http, String location) throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.start(BACKEND);
        return TunnelSite.start(
                LegPair.PLAIN_TO_PLAIN,
                upstream,
                "map $http_upgrade $connection_upgrade { default upgrade; '' close; }\n" + http,
                "http2 on; error_log %{dir}/error.log info; access_log %{dir}/access.log;",
                "location / {" + FORWARD + location + "}",
                "location = /allowed { return 204; } location = /denied { return 403; }");
    }

    private static Http2Streams connect(TunnelSite site) throws IOException {
        return Http2Streams.on(Http2Peer.connect(site.port()));
    }

    private static RawResponse refused(Http2Streams client, String... fields) throws IOException {
        return client.connection()
                .send(WebSocketPeer.upgradeRequest("/ws", fields))
                .read();
    }

    private static void works(Http2Streams client, String... fields) throws IOException {
        try (WebSocketPeer peer = client.webSocket("/ws", fields)) {
            peer.send("hello");
            assertThat(peer.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void a_map_decides_as_for_http_1() throws IOException {
        try (TunnelSite site = site("", "");
                Http2Streams client = connect(site)) {
            works(client);
            assertThat(site.upstream().lastRequest().field("Connection")).isEqualTo("upgrade");
        }
    }

    @Test
    void limit_conn_counts_open_tunnels() throws IOException {
        try (TunnelSite site = site(
                        "limit_conn_zone $binary_remote_addr zone=c:1m;", "limit_conn c 1; limit_conn_status 429;");
                Http2Streams client = connect(site)) {
            WebSocketPeer open = client.webSocket("/ws");
            assertThat(refused(client).status()).isEqualTo(429);

            open.send(Frame.close(1000, ""));
            assertThat(open.read().closeCode()).isEqualTo(1000);
            assertThat(open.read()).isNull();
            open.close();
            await().until(() -> site.tunnels() == 0);
            works(client);
        }
    }

    @Test
    void limit_req_counts_handshakes() throws IOException {
        try (TunnelSite site = site("limit_req_zone $binary_remote_addr zone=r:1m rate=1r/m;", "limit_req zone=r;");
                Http2Streams client = connect(site)) {
            works(client);
            assertThat(refused(client).status()).isEqualTo(503);
        }
    }

    @Test
    void auth_basic_asks_for_a_password() throws IOException {
        try (TunnelSite site = site("", "auth_basic staff; auth_basic_user_file %{dir}/users;");
                Http2Streams client = connect(site)) {
            Files.writeString(site.file("users"), "a:{PLAIN}b\n");
            RawResponse response = refused(client);
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.field("WWW-Authenticate")).isEqualTo("Basic realm=\"staff\"");

            works(
                    client,
                    "Authorization: Basic "
                            + Base64.getEncoder().encodeToString("a:b".getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    @Test
    void auth_request_decides() throws IOException {
        try (TunnelSite site = site("", "auth_request /allowed;");
                Http2Streams client = connect(site)) {
            works(client);
        }
        try (TunnelSite site = site("", "auth_request /denied;");
                Http2Streams client = connect(site)) {
            assertThat(refused(client).status()).isEqualTo(403);
        }
    }

    @Test
    void origins_are_checked() throws IOException {
        try (TunnelSite site = site("", "websocket_origins https://good.example;");
                Http2Streams client = connect(site)) {
            works(client, "Origin: https://good.example");
            assertThat(refused(client, "Origin: https://evil.example").status()).isEqualTo(403);
        }
    }

    @Test
    void limit_except_sees_a_get() throws IOException {
        try (TunnelSite site = site("", "limit_except GET { deny all; }");
                Http2Streams client = connect(site)) {
            works(client);
        }
    }

    @Test
    void an_if_sees_an_upgrade() throws IOException {
        try (TunnelSite site = site("", "if ($http_upgrade = websocket) { return 418; }");
                Http2Streams client = connect(site)) {
            assertThat(refused(client).status()).isEqualTo(418);
        }
    }

    @Test
    void accept_extended_connect_off_is_405_and_http_1_is_not_concerned() throws IOException {
        try (TunnelSite site = site("", "accept_extended_connect off;");
                Http2Streams client = connect(site)) {
            assertThat(refused(client).status()).isEqualTo(405);
            assertThat(site.upstream().requests()).isEmpty();
            try (WebSocketPeer peer = WebSocketPeer.connect(site.port(), "/ws")) {
                peer.send("hello");
                assertThat(peer.read().text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void a_cache_holds_no_tunnel() throws IOException {
        try (TunnelSite site = site(
                        "proxy_cache_path %{dir}/cache keys_zone=one:1m;",
                        "proxy_cache one; proxy_cache_valid 1h; proxy_cache_key $uri;");
                Http2Streams client = connect(site)) {
            works(client);
            works(client);
        }
    }

    @Test
    void a_mirror_and_a_filter_do_not_disturb() throws IOException {
        try (TunnelSite site = site("", "mirror /allowed; gzip on; sub_filter a b; add_header X-Here yes;");
                Http2Streams client = connect(site)) {
            works(client);
        }
    }
}
