package io.gangway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes in one process. */
class NodesTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration OFTEN = Duration.ofMillis(20);

    private static final String CONFIG = """
            error_log %{dir}/logs/error.log info;
            events {}
            http {
                limit_conn_zone $arg_key zone=c:1m sync;
                limit_req_zone $arg_key zone=r:1m rate=1r/m sync;
                server {
                    listen 127.0.0.1:%{port};
                    location = /once { limit_req zone=r; empty_gif; }
                    location /api { api; }
                    location /metrics { gangway_metrics; }
                }
            }
            """;
    private static final String STREAM = """
            stream {
                server {
                    listen 127.0.0.1:OWN;
                    zone_sync;
                    zone_sync_server 127.0.0.1:FIRST;
                    zone_sync_server 127.0.0.1:SECOND;
                    zone_sync_connect_retry_interval 100ms;
                }
            }
            """;
    private static final String TLS = STREAM.replace("listen 127.0.0.1:OWN;", """
            listen 127.0.0.1:OWN ssl;
            ssl_certificate node.pem;
            ssl_certificate_key node.key;
            zone_sync_ssl on;
            zone_sync_ssl_verify on;
            zone_sync_ssl_trusted_certificate ca.pem;
            zone_sync_ssl_name node.test;
            """);

    private final int first = FreePorts.next();
    private final int second = FreePorts.next();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private Site site(String config, int own) throws IOException {
        Site site = Site.create();
        open.add(site);
        return site.config(text(config, own));
    }

    private String text(String config, int own) {
        return config.replace("OWN", Integer.toString(own))
                .replace("FIRST", Integer.toString(first))
                .replace("SECOND", Integer.toString(second));
    }

    private GangwayServer start(Site site) {
        GangwayServer server = GangwayServer.start(site);
        open.add(server);
        return server;
    }

    private static String status(GangwayServer server) throws IOException {
        return RawHttp.get(server.port(), "/api/9/stream/zone_sync").body();
    }

    private static void awaitOthers(GangwayServer server, int others) {
        await().atMost(SOON)
                .pollInterval(OFTEN)
                .untilAsserted(() -> assertThat(status(server)).contains("\"nodes_online\":" + others));
    }

    private static String log(Site site) throws IOException {
        return Files.readString(site.dir().resolve("logs/error.log"));
    }

    @Test
    void nodes_share_a_rate_and_tell_their_state() throws Exception {
        GangwayServer one = start(site(CONFIG + STREAM, first));
        GangwayServer two = start(site(CONFIG + STREAM, second));
        awaitOthers(one, 1);
        awaitOthers(two, 1);

        assertThat(RawHttp.get(one.port(), "/once?key=a").status()).isEqualTo(200);
        await().atMost(SOON)
                .pollInterval(OFTEN)
                .untilAsserted(
                        () -> assertThat(status(two)).contains("\"r\":{\"records_pending\":0,\"records_total\":1}"));
        assertThat(RawHttp.get(two.port(), "/once?key=a").status()).isEqualTo(503);
        assertThat(RawHttp.get(two.port(), "/once?key=b").status()).isEqualTo(200);

        assertThat(RawHttp.get(one.port(), "/api/9/stream").body()).contains("zone_sync");
        assertThat(RawHttp.get(one.port(), "/api/2/stream/zone_sync").status()).isEqualTo(404);
        assertThat(RawHttp.get(one.port(), "/metrics").body())
                .contains(
                        "gangway_zone_sync_nodes_online 1",
                        "gangway_zone_sync_records{zone=\"r\"} ",
                        "gangway_zone_sync_pending_records{zone=\"c\"} 0",
                        "gangway_zone_sync_messages_total{direction=\"out\"} ",
                        "gangway_zone_sync_bytes_total{direction=\"in\"} ",
                        "gangway_zone_sync_dropped_messages_total 0");
    }

    @Test
    void a_reload_keeps_the_group_shares_new_zones_and_leaves_without_the_block() throws Exception {
        Site site = site(CONFIG + STREAM, first);
        GangwayServer one = start(site);
        Site other = site(CONFIG.replace("zone=r:1m", "zone=q:1m").replace("zone=r;", "zone=q;") + STREAM, second);
        GangwayServer two = start(other);
        awaitOthers(one, 1);
        await().atMost(SOON).until(() -> log(site).contains("shares zone \"q\", which is none here"));
        assertThat(RawHttp.get(one.port(), "/once?key=a").status()).isEqualTo(200);

        site.config(text(CONFIG + "# changed\n" + STREAM, first));
        one.reload();
        other.config(text(CONFIG + STREAM, second));
        two.reload();

        await().atMost(SOON)
                .pollInterval(OFTEN)
                .untilAsserted(
                        () -> assertThat(status(two)).contains("\"r\":{\"records_pending\":0,\"records_total\":1}"));
        assertThat(RawHttp.get(two.port(), "/once?key=a").status()).isEqualTo(503);
        assertThat(log(site)).doesNotContain("has left");

        other.config(text(CONFIG, second));
        two.reload();
        awaitOthers(one, 0);
        assertThat(RawHttp.get(two.port(), "/api/9/stream/zone_sync").status()).isEqualTo(404);
    }

    @Test
    void a_reload_that_changes_the_stream_block_joins_again() throws Exception {
        Site site = site(CONFIG + STREAM, first);
        GangwayServer one = start(site);
        GangwayServer two = start(site(CONFIG + STREAM, second));
        awaitOthers(one, 1);

        site.config(text(CONFIG + STREAM.replace("zone_sync;", "zone_sync; zone_sync_interval 50ms;"), first));
        one.reload();
        await().atMost(SOON).until(() -> log(site).split("listening on", -1).length == 3);
        awaitOthers(one, 1);
        awaitOthers(two, 1);

        assertThat(RawHttp.get(one.port(), "/once?key=new").status()).isEqualTo(200);
        await().atMost(SOON)
                .pollInterval(OFTEN)
                .untilAsserted(
                        () -> assertThat(status(two)).contains("\"r\":{\"records_pending\":0,\"records_total\":1}"));
        assertThat(RawHttp.get(two.port(), "/once?key=new").status()).isEqualTo(503);
        assertThat(log(site)).doesNotContain("[emerg]");
    }

    @Test
    void without_the_jar_only_zone_sync_fails() throws Exception {
        Site site = site(CONFIG + STREAM, first);

        assertThat(NodeProcess.checkWithoutJar(site))
                .contains("[emerg] \"zone_sync\" needs gangway-cluster.jar beside gangway.jar in " + site.conf() + ":");
        assertThat(NodeProcess.checkWithoutJar(site.config(CONFIG))).contains("test is successful");
    }

    @Test
    void a_port_that_is_taken_is_tried_again() throws Exception {
        GangwayServer one;
        Site site;
        try (ServerSocket taken = new ServerSocket(first)) {
            site = site(CONFIG + STREAM, first);
            one = start(site);
            await().atMost(SOON).until(() -> log(site).contains("[emerg]"));
            assertThat(log(site)).contains("zone_sync: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ");
            assertThat(RawHttp.get(one.port(), "/once?key=a").status()).isEqualTo(200);
        }
        GangwayServer two = start(site(CONFIG + STREAM, second));
        awaitOthers(two, 1);
    }

    @Test
    void foreign_bytes_on_the_port_break_nothing() throws Exception {
        GangwayServer one = start(site(CONFIG + STREAM, first));
        GangwayServer two = start(site(CONFIG + STREAM, second));
        awaitOthers(one, 1);

        for (String bytes :
                List.of("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u00ac\u00ed\u0000\u0005sr", "\0".repeat(70_000))) {
            try (Socket stranger = new Socket("127.0.0.1", first)) {
                OutputStream out = stranger.getOutputStream();
                out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } catch (IOException e) {
                // The node may close it first.
                assertThat(e).isNotNull();
            }
        }
        assertThat(RawHttp.get(one.port(), "/once?key=x").status()).isEqualTo(200);
        await().atMost(SOON)
                .pollInterval(OFTEN)
                .untilAsserted(
                        () -> assertThat(status(two)).contains("\"r\":{\"records_pending\":0,\"records_total\":1}"));
        awaitOthers(one, 1);
    }

    /** As of a machine that is switched off: the queue of its port is full, and no packet is answered. */
    @Test
    void an_address_that_does_not_answer_delays_nothing() throws Exception {
        ServerSocket silent = new ServerSocket(0, 1);
        open.add(silent);
        for (int i = 0; i < 8; i++) {
            SocketChannel waiting = SocketChannel.open();
            open.add(waiting);
            waiting.configureBlocking(false);
            waiting.connect(silent.getLocalSocketAddress());
        }
        String config = CONFIG
                + STREAM.replace(
                        "zone_sync_server 127.0.0.1:FIRST;",
                        "zone_sync_connect_timeout 60s; zone_sync_server 127.0.0.1:" + silent.getLocalPort()
                                + "; zone_sync_server 127.0.0.1:FIRST;");
        GangwayServer one = start(site(config, first));
        GangwayServer two = start(site(config, second));
        awaitOthers(one, 1);
        awaitOthers(two, 1);

        for (int i = 1; i <= 5; i++) {
            String known = "\"records_total\":" + i;
            assertThat(RawHttp.get(one.port(), "/once?key=k" + i).status()).isEqualTo(200);
            await().atMost(SOON)
                    .pollInterval(OFTEN)
                    .untilAsserted(() -> assertThat(status(two)).contains(known));
        }
    }

    @Test
    void nodes_with_certificates_of_one_authority_find_each_other_and_no_stranger() throws Exception {
        FutureTask<SelfSigned> strange = new FutureTask<>(() -> SelfSigned.of("node.test"));
        new Thread(strange).start();
        SelfSigned node = SelfSigned.of("node.test");
        GangwayServer one = start(certified(site(CONFIG + TLS, first), node, node));
        GangwayServer two = start(certified(site(CONFIG + TLS, second), node, node));
        awaitOthers(one, 1);
        awaitOthers(two, 1);
        assertThat(RawHttp.get(one.port(), "/once?key=a").status()).isEqualTo(200);
        await().atMost(SOON)
                .pollInterval(OFTEN)
                .untilAsserted(
                        () -> assertThat(status(two)).contains("\"r\":{\"records_pending\":0,\"records_total\":1}"));

        Site site = certified(site(CONFIG + TLS, FreePorts.next()), strange.get(), node);
        GangwayServer stranger = start(site);
        await().atMost(SOON).until(() -> log(site).contains("listening on"));
        assertThat(status(stranger)).contains("\"nodes_online\":0");
        assertThat(status(one)).contains("\"nodes_online\":1");
    }

    @Test
    void a_node_that_is_denied_stays_alone() throws Exception {
        String rules = "zone_sync; deny 127.0.0.2; allow 127.0.0.0/8; deny all;";
        Site site = site(CONFIG + STREAM.replace("zone_sync;", rules), first);
        GangwayServer one = start(site);
        await().atMost(SOON).until(() -> log(site).contains("listening on"));
        try (Socket stranger = new Socket()) {
            stranger.bind(new InetSocketAddress("127.0.0.2", 0));
            stranger.connect(new InetSocketAddress("127.0.0.1", first));
            stranger.setSoTimeout((int) SOON.toMillis());
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(log(site)).contains("[error]", "zone_sync: access forbidden by rule, client: 127.0.0.2");

        start(site(CONFIG + STREAM, second));
        awaitOthers(one, 1);
    }

    private static Site certified(Site site, SelfSigned shown, SelfSigned trusted) throws Exception {
        return site.file("node.pem", shown.certificatePem())
                .file("node.key", shown.keyPem())
                .file("ca.pem", trusted.certificatePem());
    }
}
