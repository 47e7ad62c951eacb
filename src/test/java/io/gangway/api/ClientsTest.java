package io.gangway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What two clients send and read, recorded from their sources: nginx/nginx-plus-go-client of August 2026, which
 * nginx-prometheus-exporter and the ingress controllers use, and Telegraf's input nginx_plus_api.
 */
class ClientsTest {
    /** Path and, for each object that is read, the fields: {@code .} goes into an object, {@code *} into each value. */
    private static final Map<String, List<String>> READ = Map.ofEntries(
            Map.entry(
                    "nginx",
                    List.of("version", "build", "address", "load_timestamp", "timestamp", "generation", "pid", "ppid")),
            Map.entry("processes", List.of("respawned")),
            Map.entry("connections", List.of("accepted", "dropped", "active", "idle")),
            Map.entry("slabs", List.of()),
            Map.entry("ssl", List.of("handshakes", "handshakes_failed", "session_reuses", "verify_failures.other")),
            Map.entry("workers", List.of("*.id", "*.pid", "*.http.requests.total", "*.connections.accepted")),
            Map.entry("resolvers", List.of()),
            Map.entry("http/requests", List.of("total", "current")),
            Map.entry("http/caches", List.of()),
            Map.entry(
                    "http/server_zones",
                    List.of(
                            "*.processing",
                            "*.requests",
                            "*.responses.1xx",
                            "*.responses.total",
                            "*.responses.codes",
                            "*.discarded",
                            "*.received",
                            "*.sent")),
            Map.entry("http/location_zones", List.of("*.requests", "*.responses.5xx", "*.discarded", "*.received")),
            Map.entry("http/limit_conns", List.of("*.passed", "*.rejected", "*.rejected_dry_run")),
            Map.entry("http/limit_reqs", List.of("*.passed", "*.delayed", "*.delayed_dry_run", "*.rejected_dry_run")),
            Map.entry(
                    "http/upstreams",
                    List.of(
                            "*.zone",
                            "*.keepalive",
                            "*.zombies",
                            "*.peers.*.id",
                            "*.peers.*.server",
                            "*.peers.*.name",
                            "*.peers.*.state",
                            "*.peers.*.backup",
                            "*.peers.*.weight",
                            "*.peers.*.active",
                            "*.peers.*.requests",
                            "*.peers.*.responses.2xx",
                            "*.peers.*.sent",
                            "*.peers.*.received",
                            "*.peers.*.fails",
                            "*.peers.*.unavail",
                            "*.peers.*.health_checks.checks",
                            "*.peers.*.downtime")));

    private static ApiSite api;

    @BeforeAll
    static void start() throws IOException {
        api = new ApiSite();
    }

    @AfterAll
    static void stop() throws IOException {
        api.close();
    }

    static Stream<Map.Entry<String, List<String>>> read() {
        return READ.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("read")
    void what_they_read_is_there(Map.Entry<String, List<String>> read) throws IOException {
        RawResponse response = api.get("/api/9/" + read.getKey());
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Content-Type")).isEqualTo("application/json");
        for (String field : read.getValue()) {
            assertThat(values(ApiSite.json(response), List.of(field.split("\\."))))
                    .as(field)
                    .isNotEmpty()
                    .doesNotContainNull();
        }
    }

    private static List<Object> values(Object json, List<String> path) {
        if (path.isEmpty()) {
            return json == null ? List.of() : List.of(json);
        }
        Stream<?> below = json instanceof Object[] array
                ? Stream.of(array)
                : path.get(0).equals("*")
                        ? ((Map<?, ?>) json).values().stream()
                        : Stream.ofNullable(((Map<?, ?>) json).get(path.get(0)));
        return below.<Object>flatMap(value -> values(value, path.subList(1, path.size())).stream())
                .toList();
    }

    @Test
    void telegraf_takes_404_for_a_part_that_is_not_configured() throws IOException {
        for (String path : List.of("stream/server_zones", "stream/upstreams")) {
            assertThat(api.get("/api/9/" + path).status()).isEqualTo(404);
        }
    }

    @Test
    void the_go_client_skips_stream_if_it_is_not_in_the_list() throws IOException {
        assertThat(api.get("/api/9/").body()).doesNotContain("stream");
        assertThat(ApiSite.error(api.get("/api/9/stream/zone_sync"))).contains(" PathNotFound:");
    }

    /** UpdateHTTPServers: reads the list, adds, removes and updates with all parameters of its type. */
    @Test
    void the_go_client_updates_the_servers_of_an_upstream() throws IOException {
        try (ApiSite fresh = new ApiSite()) {
            String servers = "/api/9/http/upstreams/backend/servers";
            String added = "127.0.0.1:" + fresh.c.port();
            assertThat(fresh.get(servers).status()).isEqualTo(200);
            assertThat(fresh.send(
                                    "POST",
                                    servers + "/",
                                    "{\"server\":\"" + added + "\"}",
                                    "Content-Type: application/json")
                            .status())
                    .isEqualTo(201);
            assertThat(fresh.send("DELETE", servers + "/0/", null).status()).isEqualTo(200);
            String all = "{\"max_conns\":5,\"max_fails\":2,\"backup\":false,\"down\":false,\"weight\":3,\"server\":\""
                    + added + "\",\"fail_timeout\":\"20s\",\"slow_start\":\"0s\",\"drain\":true}";
            assertThat(fresh.send("PATCH", servers + "/2/", all).status()).isEqualTo(200);
            assertThat(fresh.get(servers).body())
                    .contains("\"server\":\"" + added + "\",\"weight\":3,\"max_conns\":5,\"max_fails\":2,"
                            + "\"fail_timeout\":\"20s\",\"slow_start\":\"0s\",\"route\":\"\",\"backup\":false,"
                            + "\"down\":false,\"drain\":true}");
        }
    }

    /** As in the examples of nginx Plus: reading for all, changing with a password. */
    @Test
    void limit_except_holds_for_changes() throws IOException {
        try (Site site = Site.of("""
                upstream u { zone u 64k; server 127.0.0.1:1; }
                server {
                    listen 127.0.0.1:%{port};
                    location /api { limit_except GET { deny all; } api write=on; }
                    location = /exact { api; }
                }
                """);
                GangwayServer server = GangwayServer.start(site)) {
            assertThat(server.site().port()).isPositive();
            assertThat(RawHttp.get(site.port(), "/api/9/http/upstreams/u/servers/0")
                            .status())
                    .isEqualTo(200);
            assertThat(RawHttp.send(site.port(), RawHttp.request("DELETE", "/api/9/http/upstreams/u/servers/0"))
                            .status())
                    .isEqualTo(403);
            assertThat(RawHttp.get(site.port(), "/exact").body()).isEqualTo("[1,2,3,4,5,6,7,8,9]");
        }
    }
}
