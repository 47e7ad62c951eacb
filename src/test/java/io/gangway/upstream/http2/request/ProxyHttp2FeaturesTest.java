package io.gangway.upstream.http2.request;

import static io.gangway.upstream.http2.Http2Backend.head;
import static io.gangway.upstream.http2.Http2Backend.respond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.Gangway;
import io.gangway.explain.ExplainedRequest;
import io.gangway.explain.Explanation;
import io.gangway.explain.ExplanationStep;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.upstream.http2.Http2Backend;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other features of a location whose backend is reached by {@code proxy_http_version 2}. */
class ProxyHttp2FeaturesTest {
    private static final int PORTION = 20_000;

    @Test
    void a_mirrored_request_has_the_body_of_the_client() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_pass http://u; mirror /mirrored; } location = /mirrored {"
                        + " proxy_pass http://u/copy; proxy_http_version 2; proxy_set_header X-Copy yes;");
                RawConnection client =
                        site.connect().send("POST /original HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")) {
            Map<String, Http2Peer.Frame> heads = new HashMap<>();
            // Connections are not shared between locations by default.
            for (int i = 0; i < 2; i++) {
                Http2Peer peer = site.accept();
                Http2Peer.Frame head = head(peer);
                assertThat(peer.next(Http2Peer.DATA).text()).isEqualTo("hello");
                heads.put(head.field(":path"), head);
                respond(peer, head.stream(), head.field(":path"));
            }
            assertThat(heads).containsOnlyKeys("/original", "/copy");
            assertThat(heads.values())
                    .allSatisfy(head -> assertThat(head.fields()).contains(":method: POST", "content-length: 5"));
            assertThat(heads.get("/copy").field("x-copy")).isEqualTo("yes");
            assertThat(client.read().body()).isEqualTo("/original");
        }
    }

    @Test
    void a_complete_response_is_stored_as_a_file() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_store %{dir}/stored$uri; proxy_temp_path temp;");
                RawConnection client = site.request("/a.txt")) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            peer.headers(stream, false, ":status: 200", "last-modified: Thu, 01 Jan 1970 00:00:10 GMT");
            peer.data(stream, "one ", false);
            peer.data(stream, "two", true);
            assertThat(client.read().body()).isEqualTo("one two");
            await().untilAsserted(() ->
                    assertThat(Files.readString(site.file("stored/a.txt"))).isEqualTo("one two"));
            assertThat(Files.getLastModifiedTime(site.file("stored/a.txt")).toMillis())
                    .isEqualTo(10_000);
        }
    }

    @Test
    void a_response_that_is_reset_is_not_stored() throws Exception {
        try (Http2Backend site = Http2Backend.start("proxy_store %{dir}/stored$uri; proxy_temp_path temp;");
                RawConnection client = site.request("/a.txt")) {
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            peer.headers(stream, false, ":status: 200");
            peer.data(stream, "half", false);
            peer.reset(stream, Http2Peer.INTERNAL_ERROR);
            assertThat(client.readUntilEnd()).doesNotEndWith("0\r\n\r\n");
            await().untilAsserted(() -> assertThat(site.log()).contains("upstream rejected request with error 2"));
            assertThat(site.file("stored/a.txt")).doesNotExist();
        }
    }

    /** A second that has just begun counts as a whole one, so that the third portion comes after a whole second. */
    @ParameterizedTest
    @ValueSource(strings = {"limit_rate 20000;", "proxy_limit_rate 20000;"})
    void a_body_of_three_portions_takes_more_than_a_second(String directive) throws Exception {
        try (Http2Backend site = Http2Backend.start(directive);
                RawConnection client = site.connect()) {
            long start = System.nanoTime();
            client.send(RawHttp.request("GET", "/"));
            Http2Peer peer = site.accept();
            int stream = head(peer).stream();
            peer.headers(stream, false, ":status: 200");
            for (int i = 0; i < 6; i++) {
                peer.data(stream, new byte[PORTION / 2], i == 5);
            }
            assertThat(client.read().rawBody()).hasSizeGreaterThan(3 * PORTION);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
        }
    }

    @Test
    void an_explanation_has_the_head_of_HTTP_2() throws Exception {
        try (Site site = Site.of(
                        "server { listen 80; location / {\nproxy_http_version 2;\nproxy_set_header Host $host;\n"
                                + "proxy_set_header X-Set $arg_c;\nproxy_pass http://127.0.0.1:9000;\n} }\n");
                Gangway gangway =
                        Gangway.builder().file(site.conf()).inspectOnly().read()) {
            Explanation explanation = gangway.explain(
                    ExplainedRequest.of("http://localhost/a?c=d").field("X-Sent", "yes"));
            assertThat(explanation.requestHead())
                    .isEqualTo(":method: GET\r\n:scheme: http\r\n:path: /a?c=d\r\n:authority: localhost\r\n"
                            + "x-set: d\r\nx-sent: yes\r\n\r\n");
            assertThat(explanation.steps())
                    .extracting(ExplanationStep::text)
                    .contains("sets Host: localhost", "sets X-Set: d");
        }
    }

    private static final String CACHED = "error_log %{dir}/error.log; proxy_cache_path cache keys_zone=z:1m; server {"
            + " listen 127.0.0.1:%{port}; location / { proxy_cache z; proxy_cache_key $uri; proxy_cache_valid 1h;"
            + " add_header X-S $upstream_cache_status; proxy_http_version ";

    private static void cached(GangwayServer server, String status, String body) throws Exception {
        RawResponse response = RawHttp.get(server.port(), "/c");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.field("X-S")).isEqualTo(status);
    }

    /** A cache file contains the head as the protocol sends it, as in nginx. */
    @Test
    void a_response_that_was_stored_by_another_version_is_fetched_again() throws Exception {
        try (ScriptedUpstream first = ScriptedUpstream.start(Script.body("by 1.1"));
                ScriptedHttp2Upstream second = ScriptedHttp2Upstream.start(ScriptedHttp2Upstream.body("by 2"));
                Site site = Site.create()) {
            String http1 = CACHED + "1.1; proxy_pass http://" + first.address() + "; } }";
            String http2 = CACHED + "2; proxy_pass http://" + second.address() + "; } }";
            site.config(http1);
            try (GangwayServer server = GangwayServer.start(site)) {
                cached(server, "MISS", "by 1.1");
                cached(server, "HIT", "by 1.1");
                site.config(http2);
                server.reload();
                cached(server, "MISS", "by 2");
                cached(server, "HIT", "by 2");
                site.config(http1);
                server.reload();
                cached(server, "MISS", "by 1.1");
                cached(server, "HIT", "by 1.1");
            }
        }
    }
}
