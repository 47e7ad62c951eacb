package io.gangway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** States and counters of the peers of an upstream. */
@Timeout(120)
class PeerStateTest {
    private ApiSite api;

    @BeforeEach
    void start() throws IOException {
        api = new ApiSite();
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    private Map<?, ?> peer(String upstream, int index) throws IOException {
        Map<?, ?> json = (Map<?, ?>) ApiSite.json(api.get("/api/9/http/upstreams/" + upstream));
        return (Map<?, ?>) ((Object[]) json.get("peers"))[index];
    }

    private static Object at(Map<?, ?> peer, String name) {
        return peer.get(name);
    }

    @Test
    void a_peer_that_failed_is_unavailable_until_it_works_again() throws IOException {
        api.a.unbind();
        for (int i = 0; i < 4; i++) {
            assertThat(api.get("/").body()).isEqualTo("b");
        }
        Map<?, ?> failed = peer("backend", 0);
        assertThat(at(failed, "state")).isEqualTo("unavail");
        assertThat(at(failed, "fails")).isEqualTo(1L);
        assertThat(at(failed, "unavail")).isEqualTo(1L);
        assertThat(at(failed, "downstart")).asString().endsWith("Z");
        api.server.advance(Duration.ofSeconds(5));
        assertThat((Long) at(peer("backend", 0), "downtime")).isBetween(4_000L, 6_000L);
        api.a.bind();
        api.server.advance(Duration.ofSeconds(6));
        for (int i = 0; i < 6; i++) {
            assertThat(api.get("/").status()).isEqualTo(200);
        }
        Map<?, ?> back = peer("backend", 0);
        assertThat(at(back, "state")).isEqualTo("up");
        assertThat((Long) at(back, "downtime")).isBetween(10_000L, 12_000L);
        assertThat(back.containsKey("downstart")).isFalse();
    }

    @Test
    void a_request_counts_for_its_peer_with_its_response_bytes_and_time() throws IOException {
        api.a.respond(Script.response(404, "none"));
        for (int i = 0; i < 3; i++) {
            api.get("/");
        }
        Map<?, ?> peer = peer("backend", 0);
        assertThat(at(peer, "requests")).isEqualTo(1L);
        assertThat(at((Map<?, ?>) at(peer, "responses"), "4xx")).isEqualTo(1L);
        assertThat(at((Map<?, ?>) at((Map<?, ?>) at(peer, "responses"), "codes"), "404"))
                .isEqualTo(1L);
        assertThat((Long) at(peer, "sent")).isPositive();
        assertThat((Long) at(peer, "received")).isPositive();
        assertThat(at((Map<?, ?>) at(peer, "response_time_hist"), "count")).isEqualTo(1L);
        assertThat(at(peer, "selected")).asString().endsWith("Z");
    }

    @Test
    void limits_and_backups_are_shown() throws IOException {
        assertThat(at(peer("backup", 0), "max_conns")).isEqualTo(7L);
        assertThat(at(peer("backup", 0), "backup")).isEqualTo(false);
        assertThat(at(peer("backup", 1), "backup")).isEqualTo(true);
        assertThat(peer("backup", 1).containsKey("max_conns")).isFalse();
    }

    /** As nginx 1.30 does without sticky sessions: no new requests. */
    @Test
    void a_server_may_drain_from_the_start() throws IOException {
        try (Site site = Site.create().backend(api.a);
                GangwayServer server = GangwayServer.start(site.config("""
                        upstream u { zone u 64k; server %{dead:x} drain; server %{backend}; }
                        upstream v { server %{backend} drain; }
                        server {
                            listen 127.0.0.1:%{port};
                            location /api { api; }
                            location / { proxy_pass http://u; }
                            location /v { proxy_pass http://v; }
                        }
                        """))) {
            assertThat(server.site().port()).isPositive();
            for (int i = 0; i < 3; i++) {
                assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("a");
            }
            assertThat(RawHttp.get(site.port(), "/v").status()).isEqualTo(502);
            assertThat(RawHttp.get(site.port(), "/api/9/http/upstreams/u").body())
                    .contains("\"state\":\"draining\"");
            assertThat(RawHttp.get(site.port(), "/api/9/http/upstreams/u/servers/0")
                            .body())
                    .contains("\"drain\":true");
        }
    }

    @Test
    void idle_connections_of_a_removed_server_are_closed() throws Exception {
        RawResponse first = RawHttp.get(api.port(), "/hashed?key=1");
        assertThat(first.body()).isEqualTo("a");
        assertThat(api.get("/api/9/http/upstreams/hashed?fields=keepalive").body())
                .isEqualTo("{\"keepalive\":1}");
        assertThat(api.send("DELETE", "/api/9/http/upstreams/hashed/servers/0", null)
                        .status())
                .isEqualTo(200);
        await().until(() ->
                api.get("/api/9/http/upstreams/hashed?fields=keepalive").body().equals("{\"keepalive\":0}"));
        await().until(() -> api.a.openConnections() == 0);
        assertThat(RawHttp.get(api.port(), "/hashed?key=1").status()).isEqualTo(502);
    }
}
