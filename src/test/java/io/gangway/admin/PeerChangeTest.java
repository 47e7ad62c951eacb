package io.gangway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code PATCH upstreams/NAME/peers/ID}. */
@Timeout(60)
class PeerChangeTest {
    private static AdminSite site;

    @BeforeAll
    static void start() throws IOException {
        site = AdminSite.start();
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
    }

    @AfterEach
    void reload() throws IOException {
        site.reload();
    }

    private static Map<String, Object> peer() throws IOException {
        return AdminSite.list(site.list("upstreams").get(0).get("peers")).get(0);
    }

    @Test
    void a_draining_peer_keeps_its_tunnels_and_gets_no_new_ones() throws Exception {
        try (WebSocketPeer client = site.connect()) {
            RawResponse response = site.patch("upstreams/backend/peers/0", "{\"state\":\"drain\"}");

            assertThat(response.status()).as(response.body()).isEqualTo(200);
            assertThat(response.body()).contains("\"state\":\"draining\"");
            assertThat(peer()).containsEntry("state", "draining");
            assertThat(client.send("still open").read().text()).isEqualTo("still open");
            assertThat(RawHttp.send(site.port(), WebSocketPeer.upgradeRequest("/chat"))
                            .status())
                    .isEqualTo(502);

            assertThat(site.patch("upstreams/backend/peers/0", "{\"state\":\"up\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(peer()).containsEntry("state", "up");
            site.connect().close();
        }
    }

    @ParameterizedTest
    @CsvSource({"down, down", "drain, draining", "up, up"})
    void a_state_is_set(String state, String shown) throws Exception {
        site.patch("upstreams/backend/peers/0", "{\"state\":\"" + state + "\"}");

        assertThat(peer()).containsEntry("state", shown);
    }

    @Test
    void a_weight_is_set_until_the_next_reload() throws Exception {
        assertThat(site.patch("upstreams/backend/peers/0", "{\"weight\": 7}").body())
                .contains("\"weight\":7");
        assertThat(peer()).containsEntry("weight", 7L);
        site.reload();
        assertThat(peer()).containsEntry("weight", 1L);
    }

    @Test
    void a_change_is_an_event() throws Exception {
        try (EventReader events = EventReader.open(site.port(), "/admin/1/events")) {
            events.next("state");
            site.patch("upstreams/backend/peers/0", "{\"state\":\"down\"}");

            assertThat(events.next("peer").data())
                    .containsEntry("upstream", "backend")
                    .containsEntry("state", "down");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"state\":\"sleeping\"}",
                "{\"state\":1}",
                "{\"weight\":0}",
                "{\"weight\":65536}",
                "{\"weight\":\"2\"}",
                "{\"weight\":2,\"other\":1}",
                "{\"class\":\"java.lang.Runtime\"}"
            })
    void a_wrong_body_changes_nothing(String body) throws Exception {
        Map<String, Object> before = peer();
        RawResponse response = site.patch("upstreams/backend/peers/0", body);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).contains("\"code\":\"InvalidChange\"");
        assertThat(peer()).isEqualTo(before);
    }

    @Test
    void a_long_body_changes_nothing() throws Exception {
        RawResponse response = site.patch("upstreams/backend/peers/0", "{\"weight\":2" + " ".repeat(5000) + "}");

        assertThat(response.status()).isEqualTo(400);
        assertThat(peer()).containsEntry("weight", 1L);
    }

    @ParameterizedTest
    @CsvSource({
        "upstreams/nobody/peers/0, 404, UpstreamNotFound",
        "upstreams/backend/peers/99, 404, PeerNotFound",
        "upstreams/backend/peers/x, 404, PeerNotFound",
        "upstreams/failing/peers/0, 400, UpstreamStatic"
    })
    void another_peer_cannot_be_changed(String path, int status, String code) throws Exception {
        RawResponse response = site.patch(path, "{\"state\":\"down\"}");

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
    }

    @Test
    void a_change_needs_the_token() throws Exception {
        for (String method : List.of("PATCH", "POST", "DELETE")) {
            assertThat(site.send(method, "upstreams/backend/peers/0").status()).isEqualTo(401);
        }
        assertThat(site.change("GET", "upstreams/backend/peers/0").status()).isEqualTo(405);
        assertThat(site.change("DELETE", "upstreams/backend/peers/0").status()).isEqualTo(405);
        assertThat(peer()).containsEntry("state", "up");
    }
}
