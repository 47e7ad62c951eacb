package io.gangway.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.Frame;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.TrustAll;
import io.gangway.testing.WebSocketPeer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** {@code gangway_metrics}: what is counted, and how it is shown. */
class MetricsTest {
    private static final String METRICS = "location = /metrics { gangway_metrics; }";

    private static Site site(String server) throws IOException {
        return Site.of("server { listen 127.0.0.1:%{port}; server_name www; " + METRICS + server + " }");
    }

    @Test
    void text_is_the_default_and_open_metrics_is_negotiated() throws IOException {
        try (Site site = site("");
                GangwayServer ignored = GangwayServer.start(site)) {
            RawResponse text = Scrape.response(site.port());
            assertThat(text.status()).isEqualTo(200);
            assertThat(text.field("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            assertThat(text.body())
                    .contains("\n# TYPE nginx_up gauge\nnginx_up 1.0\n")
                    .doesNotContain("# EOF");

            RawResponse open = Scrape.response(
                    site.port(), "Accept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.4");
            assertThat(open.field("Content-Type"))
                    .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(open.body()).endsWith("# EOF\n");
        }
    }

    @Test
    void other_methods_are_refused() throws IOException {
        try (Site site = site("");
                GangwayServer ignored = GangwayServer.start(site)) {
            assertThat(RawHttp.send(site.port(), RawHttp.request("DELETE", "/metrics"))
                            .status())
                    .isEqualTo(405);
            assertThat(RawHttp.send(site.port(), RawHttp.request("HEAD", "/metrics"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void it_is_compressed_by_the_usual_filter() throws IOException {
        try (Site site = site("gzip on; gzip_types text/plain application/openmetrics-text;");
                GangwayServer ignored = GangwayServer.start(site)) {
            assertThat(Scrape.response(site.port(), "Accept-Encoding: gzip").field("Content-Encoding"))
                    .isEqualTo("gzip");
            assertThat(Scrape.response(
                                    site.port(),
                                    "Accept: application/openmetrics-text; version=1.0.0",
                                    "Accept-Encoding: gzip")
                            .field("Content-Encoding"))
                    .isEqualTo("gzip");
        }
    }

    @Test
    void connections_and_requests_have_the_names_of_public_dashboards() throws IOException {
        try (Site site = site("");
                GangwayServer ignored = GangwayServer.start(site);
                RawConnection idle = RawHttp.connect(site.port())) {
            idle.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").read();

            await().untilAsserted(() -> {
                Scrape scrape = Scrape.of(site.port());
                assertThat(scrape.value("nginx_connections_active")).isEqualTo(2);
                assertThat(scrape.value("nginx_connections_waiting")).isEqualTo(1);
                assertThat(scrape.value("nginx_connections_writing")).isEqualTo(1);
                assertThat(scrape.value("nginx_connections_reading")).isZero();
                assertThat(scrape.value("nginx_connections_accepted"))
                        .isGreaterThanOrEqualTo(2)
                        .isEqualTo(scrape.value("nginx_connections_handled"));
                assertThat(scrape.value("nginx_http_requests_total")).isGreaterThanOrEqualTo(2);
            });
        }
    }

    @Test
    void servers_and_zones_count_their_requests() throws IOException {
        String locations = "location / { status_zone pages; return 200 page; }"
                + "location /missing { status_zone pages; return 404; }"
                + "location /silent { return 444; }"
                + "location /other { return 302 /; }";
        try (Site site = site(locations);
                GangwayServer ignored = GangwayServer.start(site)) {
            RawHttp.get(site.port(), "/");
            RawHttp.get(site.port(), "/missing");
            RawHttp.get(site.port(), "/other");
            RawHttp.send(site.port(), RawHttp.request("GET", "/silent"));

            await().untilAsserted(() -> {
                Scrape scrape = Scrape.of(site.port());
                assertThat(scrape.value("gangway_server_zone_responses_total{status=\"4xx\",zone=\"www\"}"))
                        .isEqualTo(1);
                assertThat(scrape.value("gangway_server_zone_responses_total{status=\"3xx\",zone=\"www\"}"))
                        .isEqualTo(1);
                assertThat(scrape.value("gangway_server_zone_discarded_total{zone=\"www\"}"))
                        .isEqualTo(1);
                assertThat(scrape.value("gangway_server_zone_requests_processing{zone=\"www\"}"))
                        .as("this one")
                        .isEqualTo(1);
                assertThat(scrape.value("gangway_location_zone_requests_total{zone=\"pages\"}"))
                        .isEqualTo(2);
                assertThat(scrape.value("gangway_location_zone_responses_total{status=\"2xx\",zone=\"pages\"}"))
                        .isEqualTo(1);
                assertThat(scrape.value("gangway_location_zone_request_duration_seconds_count{zone=\"pages\"}"))
                        .isEqualTo(2);
                assertThat(scrape.value("gangway_location_zone_sent_bytes_total{zone=\"pages\"}"))
                        .isGreaterThan(scrape.value("gangway_location_zone_received_bytes_total{zone=\"pages\"}"));
            });
        }
    }

    @Test
    void counts_continue_after_a_reload_that_is_counted() throws IOException {
        try (Site site = site("location / { return 200 page; }");
                GangwayServer server = GangwayServer.start(site)) {
            RawHttp.get(site.port(), "/");
            server.gangway().reload();
            RawHttp.get(site.port(), "/");

            await().untilAsserted(() -> {
                Scrape scrape = Scrape.of(site.port());
                assertThat(scrape.value("gangway_server_zone_responses_total{status=\"2xx\",zone=\"www\"}"))
                        .isGreaterThanOrEqualTo(2);
                assertThat(scrape.value("gangway_reloads_total{result=\"succeeded\"}"))
                        .isEqualTo(1);
                assertThat(scrape.value("gangway_generation")).isEqualTo(2);
                assertThat(scrape.value("gangway_last_reload_successful")).isEqualTo(1);
            });
        }
    }

    @Test
    void counts_of_peers_continue_after_a_reload() throws IOException {
        String config = "upstream backend { server %{backend}; } server { listen 127.0.0.1:%{port}; " + METRICS
                + " location / { proxy_pass http://backend; } }";
        try (ScriptedUpstream upstream = ScriptedUpstream.start(Script.body("x"));
                Site site = Site.create().backend(upstream).config(config);
                GangwayServer server = GangwayServer.start(site)) {
            RawHttp.get(site.port(), "/");
            server.gangway().reload();
            await().until(() -> server.gangway().generations().size() == 1);
            System.gc();

            assertThat(Scrape.of(site.port()).value(peer("requests_total", "127.0.0.1:" + upstream.port())))
                    .isEqualTo(1);
        }
    }

    @Test
    void peers_have_a_state_with_the_time_of_its_change() throws IOException {
        String config = "upstream backend { server %{backend}; server 127.0.0.1:%{dead} max_fails=1; "
                + "server 127.0.0.9:1 down; } "
                + "server { listen 127.0.0.1:%{port}; " + METRICS + " location / { proxy_pass http://backend; } }";
        try (ScriptedUpstream upstream = ScriptedUpstream.start(Script.body("x"));
                Site site = Site.create().backend(upstream).config(config);
                GangwayServer ignored = GangwayServer.start(site)) {
            for (int i = 0; i < 4; i++) {
                assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("x");
            }

            String conf = Files.readString(site.conf());
            String dead = conf.replaceFirst("(?s).*(127\\.0\\.0\\.1:\\d+) max_fails.*", "$1");
            String live = conf.replaceFirst("(?s).*backend \\{ server (\\S+);.*", "$1");
            await().untilAsserted(() -> {
                Scrape scrape = Scrape.of(site.port());
                assertThat(scrape.value(peer("state", dead, "unavail"))).isEqualTo(1);
                assertThat(scrape.value(peer("state", dead, "up"))).isZero();
                assertThat(scrape.value(peer("state", live, "up"))).isEqualTo(1);
                assertThat(scrape.value(peer("state", "127.0.0.9:1", "down"))).isEqualTo(1);
                assertThat(scrape.value(peer("failures_total", dead))).isEqualTo(1);
                assertThat(scrape.value(peer("unavailable_total", dead))).isEqualTo(1);
                assertThat(scrape.value(peer("state_change_timestamp_seconds", dead)))
                        .isGreaterThan(1.7e9);
                assertThat(scrape.value(peer("requests_total", live))).isEqualTo(4);
                assertThat(scrape.value(peer("requests_active", live))).isZero();
                assertThat(scrape.value(peer("response_time_seconds_count", live)))
                        .isEqualTo(4);
                assertThat(scrape.value(peer("received_bytes_total", live))).isPositive();
                assertThat(scrape.value("gangway_upstream_peer_responses_total{peer=\"" + live
                                + "\",status=\"2xx\",upstream=\"backend\"}"))
                        .isEqualTo(4);
            });
        }
    }

    private static String peer(String metric, String peer) {
        return "gangway_upstream_peer_" + metric + "{peer=\"" + peer + "\",upstream=\"backend\"}";
    }

    private static String peer(String metric, String peer, String state) {
        return "gangway_upstream_peer_" + metric + "{peer=\"" + peer + "\",state=\"" + state
                + "\",upstream=\"backend\"}";
    }

    @Test
    void limits_count_their_decisions() throws IOException {
        String config = "limit_req_zone $server_port zone=slow:32k rate=1r/m; "
                + "server { listen 127.0.0.1:%{port}; " + METRICS
                + " location / { limit_req zone=slow; return 200 x; } }";
        try (Site site =
                        Site.of(config.replace("return 200 x;", "root %{dir};")).file("a", "x");
                GangwayServer ignored = GangwayServer.start(site)) {
            for (int i = 0; i < 3; i++) {
                RawHttp.get(site.port(), "/a");
            }

            Scrape scrape = Scrape.of(site.port());
            assertThat(scrape.value("gangway_limit_req_requests_total{decision=\"passed\",zone=\"slow\"}"))
                    .isEqualTo(1);
            assertThat(scrape.value("gangway_limit_req_requests_total{decision=\"rejected\",zone=\"slow\"}"))
                    .isEqualTo(2);
            assertThat(scrape.value("gangway_limit_req_requests_total{decision=\"delayed\",zone=\"slow\"}"))
                    .isZero();
        }
    }

    @Test
    void caches_count_their_responses() throws IOException {
        String config = "proxy_cache_path %{dir}/cache keys_zone=pages:1m max_size=2m; "
                + "server { listen 127.0.0.1:%{port}; " + METRICS
                + " location /c { proxy_pass http://%{backend}; proxy_cache pages; proxy_cache_valid 1h; } }";
        try (ScriptedUpstream upstream = ScriptedUpstream.start(Script.body("hello"));
                Site site = Site.create().backend(upstream).config(config);
                GangwayServer ignored = GangwayServer.start(site)) {
            for (int i = 0; i < 3; i++) {
                RawHttp.get(site.port(), "/c");
            }

            await().until(() -> Scrape.of(site.port()).value(cache("responses_total", "hit")) == 2);
            Scrape scrape = Scrape.of(site.port());
            assertThat(scrape.value(cache("responses_total", "miss"))).isEqualTo(1);
            assertThat(scrape.value(cache("sent_bytes_total", "hit"))).isEqualTo(10);
            assertThat(scrape.value(cache("written_responses_total", "miss"))).isEqualTo(1);
            assertThat(scrape.value(cache("written_bytes_total", "miss"))).isEqualTo(5);
            assertThat(scrape.value("gangway_cache_keys{zone=\"pages\"}")).isEqualTo(1);
            assertThat(scrape.value("gangway_cache_size_bytes{zone=\"pages\"}")).isPositive();
            assertThat(scrape.value("gangway_cache_max_size_bytes{zone=\"pages\"}"))
                    .isEqualTo(1 << 21);
        }
    }

    private static String cache(String name, String status) {
        return "gangway_cache_" + name + "{status=\"" + status + "\",zone=\"pages\"}";
    }

    @Test
    void connection_limits_count_their_decisions() throws IOException {
        String config = "limit_conn_zone $server_port zone=few:32k; "
                + "server { listen 127.0.0.1:%{port}; " + METRICS + " root %{dir}; "
                + "location /c { limit_conn few 1; proxy_pass http://%{backend}; } "
                + "location /o { limit_conn few 1; limit_conn_dry_run on; } }";
        try (ScriptedUpstream upstream = ScriptedUpstream.start(Script.noResponse());
                Site site = Site.create().backend(upstream).config(config).file("o", "x");
                GangwayServer ignored = GangwayServer.start(site);
                RawConnection slow = RawHttp.connect(site.port())) {
            slow.send(RawHttp.request("GET", "/c"));
            await().until(() -> Scrape.of(site.port()).value(connections("passed")) == 1);
            assertThat(RawHttp.get(site.port(), "/c").status()).isEqualTo(503);
            assertThat(RawHttp.get(site.port(), "/o").status()).isEqualTo(200);

            Scrape scrape = Scrape.of(site.port());
            assertThat(scrape.value(connections("rejected"))).isEqualTo(1);
            assertThat(scrape.value(connections("rejected_dry_run"))).isEqualTo(1);
        }
    }

    private static String connections(String decision) {
        return "gangway_limit_conn_requests_total{decision=\"" + decision + "\",zone=\"few\"}";
    }

    @Test
    void handshakes_are_counted_by_their_result() throws Exception {
        String config = "server { listen 127.0.0.1:%{port}; " + METRICS + " } "
                + "server { listen 127.0.0.1:%{port:tls} ssl; server_name secure; ssl_protocols TLSv1.3; "
                + LegPair.TLS_TO_PLAIN.serverDirectives()
                + " ssl_client_certificate %{dir}/it.crt; ssl_verify_client on; return 200 x; }";
        try (Site site = Site.create()) {
            LegPair.TLS_TO_PLAIN.writeCertificate(site);
            site.config(config);
            try (GangwayServer ignored = GangwayServer.start(site)) {
                try (RawConnection client = RawHttp.connect(site.port("tls"), TrustAll.context(), "secure")) {
                    assertThat(client.send(RawHttp.request("GET", "/")).read().status())
                            .isEqualTo(400);
                }
                try (SSLSocket old =
                        (SSLSocket) TrustAll.context().getSocketFactory().createSocket("127.0.0.1", site.port("tls"))) {
                    old.setEnabledProtocols(new String[] {"TLSv1.2"});
                    assertThatThrownBy(old::startHandshake).isInstanceOf(SSLException.class);
                }
                try (RawConnection client = RawHttp.connect(site.port("tls"))) {
                    client.send("\u0016\u0003\u0001");
                }

                await().untilAsserted(() -> {
                    Scrape scrape = Scrape.of(site.port());
                    assertThat(scrape.value("gangway_tls_handshakes_total")).isEqualTo(1);
                    assertThat(scrape.value("gangway_tls_handshake_failures_total{reason=\"no_common_protocol\"}"))
                            .isEqualTo(1);
                    assertThat(scrape.value("gangway_tls_verify_failures_total{reason=\"no_cert\"}"))
                            .isEqualTo(1);
                });
            }
        }
    }

    @Test
    void a_large_text_is_sent_completely() throws IOException {
        int peers = 3000;
        String servers = IntStream.range(1, peers + 1)
                .mapToObj(port -> "server 127.0.0.1:" + port + ";")
                .collect(Collectors.joining());
        String config = "upstream large { " + servers + " } server { listen 127.0.0.1:%{port}; gzip on; "
                + "gzip_types text/plain; " + METRICS + " }";
        try (Site site = Site.of(config);
                GangwayServer ignored = GangwayServer.start(site)) {
            Scrape scrape = Scrape.of(site.port());

            assertThat(scrape.text()).hasSizeGreaterThan(600_000).endsWith("\n");
            assertThat(scrape.errors()).isEmpty();
            assertThat(scrape.samples().keySet())
                    .filteredOn(series -> series.contains("state=\"up\""))
                    .hasSize(peers);
            RawResponse zipped = Scrape.response(site.port(), "Accept-Encoding: gzip");
            byte[] text = new GZIPInputStream(
                            new ByteArrayInputStream(zipped.body().getBytes(StandardCharsets.ISO_8859_1)))
                    .readAllBytes();
            assertThat(Scrape.of(new String(text, StandardCharsets.ISO_8859_1)).names())
                    .isEqualTo(scrape.names());
        }
    }

    @Test
    void a_tunnel_is_counted_by_the_protocols_of_its_legs() throws IOException {
        String config = "upstream backend { server %{backend}; } "
                + "server { listen 127.0.0.1:%{port}; server_name www; http2 on; " + METRICS
                + " location /chat { proxy_pass http://backend; proxy_http_version 2; "
                + "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; } }";
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.start(WebSocketPeer.echo()).http2(true);
                Site site = Site.create().backend(upstream).config(config);
                GangwayServer ignored = GangwayServer.start(site)) {
            String legs = "{client_protocol=\"HTTP/2.0\",location=\"/chat\",protocol=\"websocket\",server=\"www\","
                    + "upstream=\"backend\",upstream_protocol=\"HTTP/2.0\"}";
            try (Http2Streams connection = Http2Streams.on(Http2Peer.connect(site.port()));
                    WebSocketPeer client = connection.webSocket("/chat")) {
                client.send("hi").read();
                await().untilAsserted(() -> {
                    Scrape open = Scrape.of(site.port());
                    assertThat(open.value("gangway_websocket_legs_open" + legs)).isEqualTo(1);
                    assertThat(open.value("gangway_websocket_legs_opened_total" + legs))
                            .isEqualTo(1);
                });
            }
            await().untilAsserted(() -> assertThat(Scrape.of(site.port()).value("gangway_websocket_legs_open" + legs))
                    .isZero());
        }
    }

    @Test
    void a_tunnels_life_is_no_request_duration() throws IOException {
        String config = "upstream backend { server %{backend}; } "
                + "server { listen 127.0.0.1:%{port}; server_name www; " + METRICS
                + " location /chat { status_zone chat; proxy_pass http://backend; proxy_http_version 1.1; "
                + "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; } }";
        try (ScriptedUpstream upstream = ScriptedUpstream.start(WebSocketPeer.echo());
                Site site = Site.create().backend(upstream).config(config);
                GangwayServer ignored = GangwayServer.start(site)) {
            String labels = "location=\"/chat\",protocol=\"websocket\",server=\"www\",upstream=\"backend\"";
            try (WebSocketPeer client = WebSocketPeer.connect(RawHttp.connect(site.port()), "/chat")) {
                client.send("hi").read();
                client.send(Frame.ping("x")).read();

                await().untilAsserted(() -> {
                    Scrape open = Scrape.of(site.port());
                    assertThat(open.value("gangway_websocket_tunnels_open{" + labels + "}"))
                            .isEqualTo(1);
                    assertThat(open.value("gangway_websocket_legs_open{client_protocol=\"HTTP/1.1\",location=\"/chat\","
                                    + "protocol=\"websocket\",server=\"www\",upstream=\"backend\","
                                    + "upstream_protocol=\"HTTP/1.1\"}"))
                            .isEqualTo(1);
                    assertThat(open.value("gangway_websocket_messages_total{direction=\"to_upstream\","
                                    + "location=\"/chat\",opcode=\"text\",protocol=\"websocket\",server=\"www\","
                                    + "upstream=\"backend\"}"))
                            .isEqualTo(1);
                    assertThat(open.value("gangway_websocket_messages_total{direction=\"to_upstream\","
                                    + "location=\"/chat\",opcode=\"ping\",protocol=\"websocket\",server=\"www\","
                                    + "upstream=\"backend\"}"))
                            .isEqualTo(1);
                    assertThat(open.value("gangway_location_zone_responses_total{status=\"1xx\",zone=\"chat\"}"))
                            .isEqualTo(1);
                    assertThat(open.value("gangway_location_zone_request_duration_seconds_count{zone=\"chat\"}"))
                            .as("the handshake")
                            .isEqualTo(1);
                });
                client.send(Frame.close(4001, "bye")).read();
            }

            await().untilAsserted(() -> {
                Scrape ended = Scrape.of(site.port());
                assertThat(ended.value("gangway_websocket_closed_total{by=\"client\",code=\"4001\"," + labels + "}"))
                        .isEqualTo(1);
                assertThat(ended.value("gangway_websocket_tunnels_open{" + labels + "}"))
                        .isZero();
                assertThat(ended.value("gangway_websocket_duration_seconds_count{" + labels + "}"))
                        .isEqualTo(1);
                assertThat(ended.value("gangway_location_zone_request_duration_seconds_count{zone=\"chat\"}"))
                        .isEqualTo(1);
                assertThat(ended.value("gangway_upstream_peer_response_time_seconds_count{peer=\"" + "127.0.0.1:"
                                + upstream.port() + "\",upstream=\"backend\"}"))
                        .as("the tunnel has no response time")
                        .isZero();
                assertThat(ended.value("gangway_upstream_peer_header_time_seconds_count{peer=\"" + "127.0.0.1:"
                                + upstream.port() + "\",upstream=\"backend\"}"))
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void a_refused_upgrade_is_counted_by_its_status() throws IOException {
        try (Site site = site("location /chat { return 403; }");
                GangwayServer ignored = GangwayServer.start(site);
                RawConnection client = RawHttp.connect(site.port())) {
            client.send(WebSocketPeer.upgradeRequest("/chat")).read();

            await().untilAsserted(() -> assertThat(Scrape.of(site.port())
                            .value("gangway_websocket_refused_total{location=\"/chat\",server=\"www\",status=\"403\"}"))
                    .isEqualTo(1));
        }
    }

    @Test
    void the_names_of_vts_are_added_by_a_switch() throws IOException {
        try (Site site = site("location /vts { gangway_metrics vts; } location / { return 200 x; }");
                GangwayServer ignored = GangwayServer.start(site)) {
            RawHttp.get(site.port(), "/");

            assertThat(Scrape.of(site.port()).names()).noneMatch(name -> name.startsWith("nginx_vts"));
            Scrape vts = Scrape.of(RawHttp.get(site.port(), "/vts").body());
            assertThat(vts.value("nginx_vts_server_requests_total{code=\"2xx\",host=\"www\"}"))
                    .isGreaterThanOrEqualTo(1);
            assertThat(vts.names()).contains("nginx_vts_main_connections", "nginx_vts_server_bytes_total");
        }
    }

    @Test
    void another_argument_is_refused() throws IOException {
        assertThat(ConfigurationCheck.messages("server { location / { gangway_metrics other; } }"))
                .containsExactly("[emerg] invalid parameter \"other\" in nginx.conf:3");
    }

    @Test
    void loops_buffers_and_the_process_are_shown() throws IOException {
        try (MetricsSite site = MetricsSite.start()) {
            Scrape scrape = Scrape.of(site.port());

            assertThat(scrape.value("gangway_loop_lag_seconds{loop=\"0\"}")).isBetween(0.0, 60.0);
            assertThat(scrape.value("gangway_loop_connections{loop=\"0\"}")).isPositive();
            assertThat(scrape.value("gangway_loop_iterations_total{loop=\"0\"}"))
                    .isPositive();
            assertThat(scrape.value("gangway_loop_busy_seconds_total{loop=\"0\"}"))
                    .isPositive();
            assertThat(scrape.value("gangway_buffers_used_bytes"))
                    .isLessThan(scrape.value("gangway_buffers_max_bytes"));
            assertThat(scrape.value("jvm_memory_used_bytes{area=\"heap\"}")).isPositive();
            assertThat(scrape.value("process_start_time_seconds")).isGreaterThan(1.7e9);
        }
    }
}
