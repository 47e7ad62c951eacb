package io.gangway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three processes that share zones. Between them are relays, which can be cut. */
class ThreeNodesTest {
    private static final int NODES = 3;
    private static final int SESSIONS = 12;
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration OFTEN = Duration.ofMillis(20);

    private static final String CONFIG = """
            worker_processes 1;
            daemon off;
            error_log logs/error.log notice;
            events {}
            http {
                access_log off;
                keepalive_requests 100000;
                limit_req_zone all zone=requests:1m rate=100r/s sync;
                limit_conn_zone $arg_key zone=connections:1m sync;
                upstream app {
                    zone app 64k;
                    server %{backend:a};
                    server %{backend:b};
                    sticky learn create=$arg_create lookup=$arg_sid zone=sessions:1m sync;
                }
                server {
                    listen 127.0.0.1:%{port};
                    location = /limited { limit_req zone=requests burst=5 nodelay; limit_req_log_level info; empty_gif; }
                    location = /tried { limit_conn connections 3; empty_gif; }
                    location = /held { limit_conn connections 3; proxy_pass http://%{backend:held}; }
                    location / { proxy_pass http://app; }
                    location /api { api; }
                }
            }
            stream {
                server {
                    listen 127.0.0.1:OWN;
                    zone_sync advertise=127.0.0.1:RELAY;
                    SERVERS
                    zone_sync_timeout 1s;
                    zone_sync_connect_timeout 500ms;
                    zone_sync_connect_retry_interval 100ms;
                }
            }
            """;

    private static final CompletableFuture<Void> END = new CompletableFuture<>();
    private static final List<TcpRelay> RELAYS = new ArrayList<>();
    private static final List<NodeProcess> ALL = new ArrayList<>();
    private static final List<ScriptedUpstream> BACKENDS = new ArrayList<>();

    @BeforeAll
    static void nodes() throws IOException {
        for (String name : List.of("a", "b")) {
            BACKENDS.add(ScriptedUpstream.start(Script.body(name)));
        }
        BACKENDS.add(ScriptedUpstream.start(Script.body("late").after(END)));
        StringBuilder servers = new StringBuilder();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            ports.add(FreePorts.next());
            RELAYS.add(new TcpRelay(ports.get(i)));
            servers.append("zone_sync_server 127.0.0.1:")
                    .append(RELAYS.get(i).port())
                    .append(";\n");
        }
        for (int i = 0; i < NODES; i++) {
            Site site = Site.create();
            site.backend("a", BACKENDS.get(0)).backend("b", BACKENDS.get(1)).backend("held", BACKENDS.get(2));
            site.config(CONFIG.replace("OWN", ports.get(i).toString())
                    .replace("RELAY", Integer.toString(RELAYS.get(i).port()))
                    .replace("SERVERS", servers));
            ALL.add(NodeProcess.start(site));
        }
        awaitOthers(2, 2, 2);
    }

    @AfterAll
    static void end() throws IOException {
        END.complete(null);
        for (NodeProcess node : ALL) {
            node.close();
        }
        for (TcpRelay relay : RELAYS) {
            relay.close();
        }
        for (ScriptedUpstream backend : BACKENDS) {
            backend.close();
        }
    }

    private static void awaitOthers(int... others) {
        for (int i = 0; i < others.length; i++) {
            NodeProcess node = ALL.get(i);
            int wanted = others[i];
            await().atMost(START)
                    .pollInterval(OFTEN)
                    .untilAsserted(() -> assertThat(node.others())
                            .as(() -> "others of node " + node + "\n" + logs())
                            .isEqualTo(wanted));
        }
    }

    private static String logs() {
        StringBuilder logs = new StringBuilder();
        ALL.forEach(node -> logs.append(node.log()).append('\n'));
        return logs.toString();
    }

    @Test
    void three_nodes_let_through_one_rate() throws Exception {
        passedPerSecond(1);
        assertThat(passedPerSecond(2)).isBetween(90.0, 110.0);
    }

    /** Each node gets 80 requests a second, so that a third of it is below the limit. */
    private static double passedPerSecond(int seconds) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        AtomicInteger passed = new AtomicInteger();
        int requests = 80 * seconds;
        CountDownLatch ended = new CountDownLatch(NODES * requests);
        ScheduledExecutorService pace = Executors.newScheduledThreadPool(1);
        long begun = System.nanoTime();
        for (NodeProcess node : ALL) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/limited"))
                    .build();
            AtomicInteger sent = new AtomicInteger();
            pace.scheduleAtFixedRate(
                    () -> {
                        if (sent.incrementAndGet() <= requests) {
                            client.sendAsync(request, BodyHandlers.discarding()).whenComplete((response, failure) -> {
                                if (failure == null && response.statusCode() == 200) {
                                    passed.incrementAndGet();
                                }
                                ended.countDown();
                            });
                        }
                    },
                    0,
                    1_000_000_000L / 80,
                    TimeUnit.NANOSECONDS);
        }
        assertThat(ended.await(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
        pace.shutdownNow();
        return passed.get() * 1e9 / (System.nanoTime() - begun);
    }

    @Test
    void connections_of_all_nodes_count_until_a_node_is_gone() throws Exception {
        try (RawConnection first = held(0);
                RawConnection second = held(0);
                RawConnection third = held(1)) {
            awaitTried(2, 503);

            ALL.get(0).signal("STOP");
            await().atMost(SOON).pollInterval(OFTEN).until(() -> ALL.get(1).others() == 1);
            awaitTried(2, 200);

            ALL.get(0).signal("CONT");
            awaitOthers(2, 2, 2);
            awaitTried(2, 503);
        } finally {
            ALL.get(0).signal("CONT");
        }
        awaitTried(2, 200);
    }

    private static RawConnection held(int node) throws IOException {
        return RawHttp.connect(ALL.get(node).port()).send(RawHttp.request("GET", "/held?key=k"));
    }

    private static void awaitTried(int node, int status) {
        await().atMost(SOON)
                .pollInterval(OFTEN)
                .until(() -> ALL.get(node).get("/tried?key=k").status() == status);
    }

    @Test
    void a_session_of_one_node_is_known_to_the_others() throws Exception {
        List<String> servers = learn(0, "whole");

        assertKnown(servers, "whole", 1);
        assertKnown(servers, "whole", 2);
    }

    @Test
    void nodes_that_are_cut_off_go_on_alone_and_join_again() throws Exception {
        for (TcpRelay relay : RELAYS) {
            relay.cut();
        }
        awaitOthers(0, 0, 0);
        assertThat(passedPerSecond(1)).isGreaterThan(150);
        List<String> first = learn(0, "first");
        List<String> last = learn(2, "last");

        for (TcpRelay relay : RELAYS) {
            relay.restore();
        }
        awaitOthers(2, 2, 2);

        assertKnown(first, "first", 1);
        assertKnown(last, "last", 0);
        assertThat(passedPerSecond(1)).isLessThan(150);
    }

    /** Begins some sessions; returns their servers. */
    private static List<String> learn(int node, String name) throws IOException {
        List<String> servers = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            servers.add(ALL.get(node).get("/?create=" + name + i).body());
        }
        return servers;
    }

    /** Requests for a session that is not known are balanced: they would hardly all come to the right server. */
    private static void assertKnown(List<String> servers, String name, int node) {
        await().atMost(SOON).pollInterval(OFTEN).untilAsserted(() -> {
            for (int i = 0; i < SESSIONS; i++) {
                assertThat(ALL.get(node).get("/?sid=" + name + i).body()).isEqualTo(servers.get(i));
            }
        });
    }
}
