package io.gangway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.WebSocketPeer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code overview}, {@code upstreams}, {@code generations} and {@code configuration}. */
@Timeout(60)
class StateResourcesTest {
    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @Test
    void an_overview_has_the_numbers_of_the_process() throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer client = site.connect()) {
            client.send("x").read();
            Map<String, Object> overview = site.object("overview");

            assertThat(overview)
                    .containsEntry("name", "gangway")
                    .containsEntry("pid", ProcessHandle.current().pid())
                    .containsEntry("generation", 1L)
                    .containsEntry("ready", true)
                    .containsEntry("write", true)
                    .containsEntry("tunnels", 1L);
            assertThat((String) overview.get("version")).isNotEmpty();
            assertThat((String) overview.get("started")).matches("\\d{4}-.*Z");
            assertThat((long) object(overview.get("connections")).get("active")).isPositive();
            assertThat(AdminSite.list(overview.get("loops")))
                    .hasSize(2)
                    .allSatisfy(loop -> assertThat(loop).containsKeys("id", "connections", "lag_ms"));
            assertThat(object(overview.get("buffers"))).containsKeys("used", "max");
            assertThat(object(overview.get("reloads")))
                    .containsEntry("succeeded", 0L)
                    .containsEntry("failed", 0L)
                    .containsEntry("last_error", null);
            assertThat(RawHttp.get(site.port(), "/readonly/1/overview").body()).contains("\"write\":false");
        }
    }

    @Test
    void upstreams_show_peers_with_state_and_reason() throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer client = site.connect()) {
            client.send("x").read();
            assertThat(RawHttp.get(site.port(), "/failing").status()).isEqualTo(502);
            List<Map<String, Object>> upstreams = site.list("upstreams");

            assertThat(upstreams).extracting(each -> each.get("name")).startsWith("backend", "failing");
            Map<String, Object> backend =
                    AdminSite.list(upstreams.get(0).get("peers")).get(0);
            assertThat(upstreams.get(0)).containsEntry("method", "round_robin").containsEntry("changeable", true);
            assertThat(backend)
                    .containsEntry("id", 0L)
                    .containsEntry("state", "up")
                    .containsEntry("since", null)
                    .containsEntry("reason", null)
                    .containsEntry("backup", false)
                    .containsEntry("weight", 1L)
                    .containsEntry("active", 1L)
                    .containsEntry("requests", 1L)
                    .containsEntry("failures", 0L);
            assertThat(upstreams.get(1)).containsEntry("method", "least_conn").containsEntry("changeable", false);
            List<Map<String, Object>> failing = AdminSite.list(upstreams.get(1).get("peers"));
            assertThat(failing).hasSize(2).allSatisfy(peer -> {
                assertThat(peer).containsEntry("state", "unavail").containsEntry("failures", 1L);
                assertThat((String) peer.get("reason")).isNotEmpty();
                assertThat((String) peer.get("since")).endsWith("Z");
            });
            assertThat(failing.get(1)).containsEntry("backup", true);
        }
    }

    @Test
    void generations_say_what_keeps_them() throws Exception {
        try (AdminSite site = AdminSite.start("websocket_drain off;");
                WebSocketPeer client = site.connect()) {
            client.send("x").read();
            site.reload("websocket_drain off; websocket_idle_timeout 1h;");
            List<Map<String, Object>> generations = site.list("generations");

            assertThat(generations).hasSize(2);
            assertThat(generations.get(0))
                    .containsEntry("number", 1L)
                    .containsEntry("running", false)
                    .containsEntry("tunnels", 1L);
            Map<String, Object> keeper =
                    AdminSite.list(generations.get(0).get("kept_by")).get(0);
            assertThat(keeper).containsEntry("location", "/chat").containsEntry("tunnels", 1L);
            assertThat((String) keeper.get("source")).matches(".*nginx\\.conf:\\d+");
            assertThat(generations.get(1)).containsEntry("number", 2L).containsEntry("running", true);
            assertThat((Object[]) generations.get(1).get("kept_by")).isEmpty();
            assertThat((String) generations.get(1).get("loaded")).endsWith("Z");
            assertThat(site.tunnel()).containsEntry("generation", 1L);
        }
    }

    @Test
    void a_configuration_shows_files_servers_and_locations() throws Exception {
        try (AdminSite site = AdminSite.start()) {
            Map<String, Object> configuration = site.object("configuration");
            Map<String, Object> file =
                    AdminSite.list(configuration.get("files")).get(0);
            Map<String, Object> server =
                    AdminSite.list(configuration.get("servers")).get(0);

            assertThat((String) file.get("name")).endsWith("/nginx.conf");
            assertThat((String) file.get("text")).contains("server_name chat.example.com;");
            assertThat((Object[]) server.get("names")).containsExactly("chat.example.com");
            assertThat((Object[]) server.get("listen")).containsExactly("127.0.0.1:" + site.port());
            assertThat((String) server.get("source")).matches(".*nginx\\.conf:\\d+");
            assertThat(AdminSite.list(server.get("locations")))
                    .extracting(each -> each.get("name") + " > " + each.get("handler"))
                    .containsExactly(
                            "/chat > proxy_pass http://backend",
                            "/admin/ > gangway_admin write=on token=***",
                            "/readonly/ > gangway_admin",
                            "/failing > proxy_pass http://failing",
                            "/files > alias /srv/files",
                            "= /files/inner > return 204");
        }
    }

    @Test
    void secrets_of_a_configuration_are_masked() throws Exception {
        try (AdminSite site = AdminSite.start()) {
            String text = site.get("configuration").body();

            assertThat(text).contains("token=***").contains("proxy_set_header Authorization ***;");
            assertThat(text).doesNotContain("token=secret").doesNotContain("Basic abc");
        }
    }
}
