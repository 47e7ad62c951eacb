package io.gangway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.RawResponse;
import io.gangway.testing.WebSocketPeer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tunnels} and {@code closes}. */
@Timeout(60)
class TunnelResourceTest {
    @Test
    void a_list_without_tunnels_is_empty() throws Exception {
        try (AdminSite site = AdminSite.start()) {
            assertThat(site.get("tunnels").body()).isEqualTo("[]");
            assertThat(site.get("closes").body()).isEqualTo("[]");
        }
    }

    @Test
    void a_tunnel_shows_where_it_comes_from_and_goes_to() throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer client = site.connect("Origin: http://localhost")) {
            client.send("hello").read();
            Map<String, Object> tunnel = site.tunnel();

            assertThat(tunnel)
                    .containsEntry("protocol", "websocket")
                    .containsEntry("server", "chat.example.com")
                    .containsEntry("location", "/chat")
                    .containsEntry("upstream", "backend")
                    .containsEntry("request", "GET /chat?room=1 HTTP/1.1")
                    .containsEntry("relay", "tunnel")
                    .containsEntry("client_protocol", "HTTP/1.1")
                    .containsEntry("client_stream", null)
                    .containsEntry("upstream_protocol", "HTTP/1.1")
                    .containsEntry("upstream_stream", null)
                    .containsEntry("subprotocol", null)
                    .containsEntry("extensions", null)
                    .containsEntry("draining", false);
            assertThat((String) tunnel.get("client")).matches("127\\.0\\.0\\.1:\\d+");
            assertThat((String) tunnel.get("peer")).matches("127\\.0\\.0\\.1:\\d+");
            assertThat((String) tunnel.get("source")).matches(".*nginx\\.conf:11");
            assertThat((String) tunnel.get("opened")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat((long) tunnel.get("age_ms")).isBetween(0L, 60_000L);
            assertThat((long) tunnel.get("idle_ms")).isBetween(0L, 60_000L);
            assertThat(tunnel.get("to_upstream")).isEqualTo(Map.of("messages", 1L, "bytes", 11L, "queued", 0L));
            assertThat(tunnel.get("to_client")).isEqualTo(Map.of("messages", 1L, "bytes", 7L, "queued", 0L));
            assertThat(site.object("tunnels/" + tunnel.get("id"))).containsEntry("request", tunnel.get("request"));
        }
    }

    @Test
    void a_list_is_in_the_order_of_opening_and_continues_after_an_id() throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer one = site.connect();
                WebSocketPeer two = site.connect();
                WebSocketPeer three = site.connect()) {
            site.awaitTunnels(3);
            List<Long> ids = site.list("tunnels").stream()
                    .map(each -> (Long) each.get("id"))
                    .toList();

            assertThat(ids).hasSize(3).isSorted();
            assertThat(site.list("tunnels?after=" + ids.get(0)))
                    .extracting(each -> each.get("id"))
                    .containsExactly(ids.get(1), ids.get(2));
        }
    }

    @Test
    void delete_ends_a_tunnel_with_code_and_reason_on_the_clients_side() throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer client = site.connect()) {
            client.send("hello").read();
            Object id = site.tunnel().get("id");

            RawResponse response = site.change("DELETE", "tunnels/" + id + "?code=4001&reason=gr%C3%BC%C3%9Fe%20dich");

            assertThat(response.status()).isEqualTo(204);
            Frame close = client.read();
            assertThat(close.opcode()).isEqualTo(Frame.CLOSE);
            assertThat(close).isEqualTo(Frame.close(4001, "gr\u00fc\u00dfe dich"));
            client.send(close);
            site.awaitTunnels(0);
            assertThat(site.get("tunnels/" + id).status()).isEqualTo(404);
            Map<String, Object> ended = site.list("closes").get(0);
            assertThat(ended)
                    .containsEntry("id", id)
                    .containsEntry("code", 4001L)
                    .containsEntry("by", "gangway")
                    .containsEntry("reason", "gr\u00fc\u00dfe dich")
                    .containsEntry("location", "/chat")
                    .containsEntry("upstream", "backend");
            assertThat(ended.get("to_upstream")).isEqualTo(Map.of("messages", 1L, "bytes", 19L, "queued", 0L));
        }
    }

    @Test
    void closes_are_newest_first_and_say_who_closed() throws Exception {
        try (AdminSite site = AdminSite.start()) {
            try (WebSocketPeer client = site.connect()) {
                client.send(Frame.close(1000, "done")).read();
            }
            site.awaitTunnels(0);
            try (WebSocketPeer client = site.connect()) {
                client.send("x").read();
            }
            site.awaitTunnels(0);
            List<Map<String, Object>> closes = site.list("closes");

            assertThat(closes).hasSize(2);
            assertThat(closes.get(0)).containsEntry("code", null).containsEntry("by", null);
            assertThat(closes.get(1))
                    .containsEntry("code", 1000L)
                    .containsEntry("by", "client")
                    .containsEntry("reason", "done");
        }
    }

    @Test
    void a_fixed_number_of_closes_is_remembered() throws Exception {
        try (AdminSite site = AdminSite.start()) {
            for (int i = 0; i < 260; i++) {
                try (WebSocketPeer client = site.connect()) {
                    client.send(Frame.close(3000 + i, "")).read();
                }
            }
            site.awaitTunnels(0);
            List<Map<String, Object>> closes = site.list("closes");

            assertThat(closes).hasSize(256);
            assertThat(closes)
                    .extracting(each -> each.get("code"))
                    .contains(3259L)
                    .doesNotContain(3000L, 3001L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tunnels/999", "tunnels/x", "tunnels/-1", "tunnels/99999999999999999999"})
    void an_unknown_tunnel_is_not_found(String path) throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer client = site.connect()) {
            for (String method : List.of("GET", "DELETE")) {
                RawResponse response = site.change(method, path);

                assertThat(response.status()).isEqualTo(404);
                assertThat(response.body())
                        .isEqualTo("{\"error\":{\"status\":404,\"text\":\"tunnel not found\","
                                + "\"code\":\"TunnelNotFound\"}}");
            }
            assertThat(client.send("still open").read().text()).isEqualTo("still open");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "code=1005, CodeNotAllowed",
        "code=1006, CodeNotAllowed",
        "code=1015, CodeNotAllowed",
        "code=999, CodeNotAllowed",
        "code=5000, CodeNotAllowed",
        "code=-1, CodeNotAllowed",
        "code=x, InvalidArgument",
        "code=99999999999, InvalidArgument",
        "reason=%zz, InvalidArgument",
        "code=1000&reason=0123456789012345678901234567890123456789012345678901234567890123456789"
                + "012345678901234567890123456789012345678901234567890123, ReasonTooLong"
    })
    void a_close_that_may_not_be_sent_changes_nothing(String query, String code) throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer client = site.connect()) {
            Object id = site.tunnel().get("id");
            RawResponse response = site.change("DELETE", "tunnels/" + id + "?" + query);

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).contains("\"code\":\"" + code + "\"");
            assertThat(client.send("still open").read().text()).isEqualTo("still open");
            assertThat(site.tunnel()).containsEntry("id", id);
        }
    }

    @Test
    void a_refused_change_changes_nothing() throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer client = site.connect()) {
            String target = "tunnels/" + site.tunnel().get("id");

            assertThat(site.send("DELETE", target).status()).isEqualTo(401);
            assertThat(site.send("DELETE", target, "Authorization: Bearer wrong")
                            .status())
                    .isEqualTo(401);
            assertThat(site.send("DELETE", target, "Authorization: Bearer secret", "Origin: http://evil.example.net")
                            .status())
                    .isEqualTo(403);
            assertThat(site.send("GET", target + "?code=1000").status()).isEqualTo(200);
            assertThat(client.send("still open").read().text()).isEqualTo("still open");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, tunnels, 405",
        "POST, closes, 405",
        "PATCH, events, 405",
        "GET, nothing, 404",
        "GET, tunnels/1/x, 404"
    })
    void other_calls_are_errors(String method, String path, int status) throws Exception {
        try (AdminSite site = AdminSite.start()) {
            assertThat(site.change(method, path).status()).isEqualTo(status);
        }
    }

    @Test
    void a_tunnel_that_a_reload_ends_is_draining() throws Exception {
        try (AdminSite site = AdminSite.start("websocket_drain 1h;");
                WebSocketPeer client = site.connect()) {
            client.send("x").read();
            site.reload("websocket_drain 2h;");

            await().atMost(AdminSite.PATIENCE)
                    .untilAsserted(() -> assertThat(site.tunnel()).containsEntry("draining", true));
        }
    }
}
