package io.gangway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read: fields and types by the published format, choice of fields, versions, methods. */
class ApiFormatTest {
    private static ApiSite api;

    @BeforeAll
    static void start() throws IOException {
        api = new ApiSite();
        for (int i = 0; i < 3; i++) {
            api.get("/");
            api.get("/pages?key=1");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        api.close();
    }

    static Stream<Map.Entry<String, String>> paths() {
        return ApiFormat.PATHS.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void a_path_has_the_published_fields(Map.Entry<String, String> path) throws IOException {
        for (String prefix : new String[] {"/api/9", "/api-below/9", "/read/9", "/token/9", "/local/9"}) {
            RawResponse response = api.get(prefix + path.getKey());
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.field("Content-Type")).isEqualTo("application/json");
            assertThat(response.field("Cache-Control")).isEqualTo("no-store");
            assertThat(JsonShape.wrong(path.getValue(), ApiSite.json(response))).isEmpty();
        }
    }

    @Test
    void the_path_may_have_a_slash_at_its_end_or_not() throws IOException {
        for (String path : ApiFormat.PATHS.keySet()) {
            String bare = path.replaceAll("/$", "");
            assertThat(api.get("/api/9" + bare).status()).as(bare).isEqualTo(200);
            assertThat(api.get("/api/9" + bare + "/").status()).as(bare + "/").isEqualTo(200);
        }
    }

    @Test
    void lists_name_the_versions_and_the_paths() throws IOException {
        String versions = "[1,2,3,4,5,6,7,8,9]";
        assertThat(api.get("/api").body()).isEqualTo(versions);
        assertThat(api.get("/api/").body()).isEqualTo(versions);
        assertThat(api.get("/api-below/").body()).isEqualTo(versions);
        assertThat(api.get("/api/9/").body())
                .isEqualTo(
                        "[\"nginx\",\"processes\",\"connections\",\"slabs\",\"http\",\"resolvers\",\"ssl\",\"workers\"]");
        assertThat(api.get("/api/9/http").body())
                .isEqualTo(
                        "[\"requests\",\"server_zones\",\"location_zones\",\"caches\",\"limit_conns\",\"limit_reqs\","
                                + "\"upstreams\"]");
    }

    @Test
    void the_counters_are_those_of_the_requests() throws IOException {
        try (ApiSite fresh = new ApiSite()) {
            for (int i = 0; i < 6; i++) {
                assertThat(fresh.get("/").status()).isEqualTo(200);
            }
            fresh.get("/pages?key=1");
            String zone = fresh.get("/api/9/http/server_zones/site").body();
            assertThat(zone)
                    .contains("\"processing\":1,\"requests\":8,")
                    .contains("\"codes\":{\"200\":7},\"total\":7}");
            assertThat(fresh.get("/api/9/http/location_zones/pages").body())
                    .startsWith("{\"requests\":1,\"responses\":{\"1xx\":0,\"2xx\":1,");
            assertThat(fresh.get("/api/9/http/limit_reqs/reqs").body())
                    .isEqualTo(
                            "{\"passed\":1,\"delayed\":0,\"rejected\":0,\"delayed_dry_run\":0,\"rejected_dry_run\":0}");
            assertThat(fresh.get("/api/9/http/limit_conns/conns").body())
                    .isEqualTo("{\"passed\":1,\"rejected\":0,\"rejected_dry_run\":0}");
            Map<?, ?> upstream = (Map<?, ?>) ApiSite.json(fresh.get("/api/9/http/upstreams/backend"));
            assertThat(ofPeers(upstream, "requests")).containsExactly(2L, 4L);
            assertThat(ofPeers(upstream, "active")).containsExactly(0L, 0L);
            assertThat(ofPeers(upstream, "state")).containsExactly("up", "up");
        }
    }

    private static List<Object> ofPeers(Map<?, ?> upstream, String field) {
        return Arrays.stream((Object[]) upstream.get("peers"))
                .<Object>map(peer -> ((Map<?, ?>) peer).get(field))
                .toList();
    }

    @Test
    void the_argument_fields_chooses_fields_of_an_object_of_each_zone_and_names_alone() throws IOException {
        assertThat(api.get("/api/9/nginx?fields=version,build").body())
                .matches("\\{\"version\":\"[^\"]+\",\"build\":\"[^\"]+\"}");
        assertThat(api.get("/api/9/http/server_zones/?fields=discarded").body())
                .isEqualTo("{\"site\":{\"discarded\":0}}");
        assertThat(api.get("/api/9/http/limit_reqs/reqs?fields=rejected,nothing")
                        .body())
                .isEqualTo("{\"rejected\":0}");
        assertThat(api.get("/api/9/http/upstreams/?fields=").body()).isEqualTo("[\"backend\",\"backup\",\"hashed\"]");
        assertThat(api.get("/api/9/http/upstreams/backend?fields=zone%2Czombies")
                        .body())
                .isEqualTo("{\"zombies\":0,\"zone\":\"backend\"}");
        assertThat(api.get("/api/9/workers/?fields=id").body()).isEqualTo("[{\"id\":0}]");
    }

    @Test
    void older_versions_have_what_they_had() throws IOException {
        assertThat(api.get("/api/1/").body())
                .isEqualTo("[\"nginx\",\"processes\",\"connections\",\"slabs\",\"http\",\"ssl\"]");
        assertThat(api.get("/api/4/http").body()).isEqualTo("[\"requests\",\"server_zones\",\"caches\",\"upstreams\"]");
        assertThat(ApiSite.error(api.get("/api/8/workers"))).isEqualTo("404 PathNotFound: path not found");
        assertThat(api.get("/api/6/http/server_zones/site").body()).doesNotContain("codes");
        assertThat(api.get("/api/7/http/server_zones/site").body()).contains("codes");
        assertThat(api.get("/api/8/http/upstreams/backend").body()).doesNotContain("response_time_hist");
        assertThat(api.get("/api/7/ssl").body())
                .isEqualTo("{\"handshakes\":0,\"handshakes_failed\":0,\"session_reuses\":0}");
        assertThat(ApiSite.json(api.get("/api/3/x")))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("path", "")
                .containsEntry("method", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/10/nginx|404 UnknownVersion: unknown version",
                "/api/0|404 UnknownVersion: unknown version",
                "/api/nginx|404 UnknownVersion: unknown version",
                "/api/9/x|404 PathNotFound: path not found",
                "/api/9/stream/|404 PathNotFound: path not found",
                "/api/9/license|404 PathNotFound: path not found",
                "/api/9/nginx/x|404 PathNotFound: path not found",
                "/api/9/http/upstreams/backend/x|404 PathNotFound: path not found",
                "/api/9/http/server_zones/x|404 ServerZoneNotFound: server zone not found",
                "/api/9/http/location_zones/x|404 LocationZoneNotFound: location zone not found",
                "/api/9/http/caches/x|404 CacheNotFound: cache not found",
                "/api/9/http/limit_conns/reqs|404 LimitConnNotFound: limit_conn not found",
                "/api/9/http/limit_reqs/conns|404 LimitReqNotFound: limit_req not found",
                "/api/9/slabs/x|404 SlabNotFound: slab not found",
                "/api/9/resolvers/x|404 ResolverZoneNotFound: resolver zone not found",
                "/api/9/workers/1|404 WorkerNotFound: worker not found",
                "/api/9/http/upstreams/x|404 UpstreamNotFound: upstream not found",
                "/api/9/http/upstreams/static|400 UpstreamStatic: upstream is static",
                "/api/9/http/upstreams/static/servers/0|400 UpstreamStatic: upstream is static",
                "/api/9/http/upstreams/backend/servers/x|400 UpstreamBadServerId: invalid server ID",
                "/api/9/http/upstreams/backend/servers/77|404 UpstreamServerNotFound: server with ID \"77\" does not exist"
            })
    void what_is_not_there_has_the_code_of_nginx_plus(String target, String error) throws IOException {
        RawResponse response = api.get(target);
        assertThat(ApiSite.error(response)).isEqualTo(error);
        assertThat(JsonShape.wrong(ApiFormat.ERROR, ApiSite.json(response))).isEmpty();
        assertThat(((Map<?, ?>) ApiSite.json(response)).get("request_id"))
                .asString()
                .matches("[0-9a-f]{32}");
    }

    @Test
    void head_has_no_body_and_options_names_the_methods() throws IOException {
        RawResponse head = api.send("HEAD", "/api/9/nginx", null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(allowed("OPTIONS", "/api/9/nginx")).isEqualTo("204 GET, HEAD");
        assertThat(allowed("OPTIONS", "/api/9/http/upstreams/backend/servers/0"))
                .isEqualTo("204 GET, HEAD, DELETE, PATCH");
        assertThat(allowed("OPTIONS", "/read/9/http/upstreams/backend/servers/0"))
                .isEqualTo("204 GET, HEAD");
        assertThat(allowed("POST", "/api/9/http/upstreams/backend")).isEqualTo("405 GET, HEAD, DELETE");
        assertThat(allowed("PUT", "/api/9/http/upstreams/backend/servers")).isEqualTo("405 GET, HEAD, POST");
        assertThat(allowed("DELETE", "/api/9/nginx")).isEqualTo("405 GET, HEAD");
        assertThat(allowed("DELETE", "/api/")).isEqualTo("405 GET, HEAD");
        assertThat(allowed("DELETE", "/read/9/connections")).isEqualTo("405 GET, HEAD");
    }

    private static String allowed(String method, String target) throws IOException {
        RawResponse response = api.send(method, target, null);
        return response.status() + " " + response.field("Allow");
    }

    @Test
    void delete_resets_the_counters_that_are_shown() throws IOException {
        try (ApiSite fresh = new ApiSite()) {
            for (int i = 0; i < 3; i++) {
                fresh.get("/");
                fresh.get("/pages?key=1");
            }
            for (String path : Set.of(
                    "/processes",
                    "/connections",
                    "/ssl",
                    "/workers",
                    "/http/requests",
                    "/http/server_zones/site",
                    "/http/location_zones/pages",
                    "/http/limit_reqs/reqs",
                    "/http/limit_conns/conns",
                    "/http/upstreams/backend")) {
                RawResponse response = fresh.send("DELETE", "/api/9" + path, null);
                assertThat(response.status()).as(path).isEqualTo(204);
                assertThat(response.body()).isEmpty();
            }
            assertThat(fresh.get("/api/9/http/location_zones/pages").body()).startsWith("{\"requests\":0,");
            assertThat(fresh.get("/api/9/http/limit_reqs/reqs").body()).startsWith("{\"passed\":0,");
            assertThat(fresh.get("/api/9/http/upstreams/backend").body()).doesNotContain("\"requests\":1");
            assertThat(accepted(fresh)).isLessThan(20);
        }
    }

    private static long accepted(ApiSite site) throws IOException {
        return (Long) ((Map<?, ?>) ApiSite.json(site.get("/api/9/connections"))).get("accepted");
    }
}
