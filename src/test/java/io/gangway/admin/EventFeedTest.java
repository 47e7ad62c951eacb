package io.gangway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.WebSocketPeer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code events}. */
@Timeout(60)
class EventFeedTest {
    /** Of HTTP/2's SETTINGS (RFC 9113, section 6.5.2). */
    private static final int INITIAL_WINDOW_SIZE = 4;

    private static EventReader open(AdminSite site) throws Exception {
        return EventReader.open(site.port(), "/admin/1/events");
    }

    private static Map<String, Object> tunnels(EventReader events) throws Exception {
        return events.next("state").object("tunnels");
    }

    /** The next state that has something in this array. */
    private static Map<String, Object> tunnelsWith(EventReader events, String member) throws Exception {
        for (int round = 0; round < 30; round++) {
            Map<String, Object> tunnels = tunnels(events);
            if (array(tunnels, member).length > 0) {
                return tunnels;
            }
        }
        throw new AssertionError("nothing in \"" + member + "\"");
    }

    private static Object[] array(Map<String, Object> tunnels, String member) {
        return (Object[]) tunnels.get(member);
    }

    @Test
    void the_first_event_has_all_tunnels_and_later_ones_only_changes() throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer one = site.connect();
                WebSocketPeer idle = site.connect()) {
            site.awaitTunnels(2);
            long id = (long) site.list("tunnels").get(0).get("id");
            try (EventReader events = open(site)) {
                Map<String, Object> first = tunnels(events);
                assertThat(first).containsEntry("all", true);
                assertThat(AdminSite.list(first.get("opened")))
                        .hasSize(2)
                        .allSatisfy(each -> assertThat(each).containsEntry("location", "/chat"));

                assertThat(array(tunnels(events), "changed")).isEmpty();
                one.send("hello").read();
                Map<String, Object> next = tunnelsWith(events, "changed");
                Object[] changed = (Object[]) array(next, "changed")[0];
                assertThat(array(next, "changed")).hasSize(1);
                assertThat(changed).startsWith(id, 1L, 11L, 0L, 1L, 7L, 0L).hasSize(8);
                assertThat(next).containsEntry("all", false);
                assertThat(array(next, "opened")).isEmpty();
            }
        }
    }

    @Test
    void tunnels_that_open_and_close_are_events() throws Exception {
        try (AdminSite site = AdminSite.start();
                EventReader events = open(site)) {
            tunnels(events);
            WebSocketPeer client = site.connect();
            Map<String, Object> next = tunnelsWith(events, "opened");
            Object id = AdminSite.list(next.get("opened")).get(0).get("id");

            client.send(Frame.close(1000, "done")).read();
            client.close();
            next = tunnelsWith(events, "closed");
            assertThat(array(next, "closed")).containsExactly(id);
            EventReader.Event close = events.next("close");
            assertThat(close.data())
                    .containsEntry("id", id)
                    .containsEntry("code", 1000L)
                    .containsEntry("by", "client")
                    .containsEntry("reason", "done");
        }
    }

    @Test
    void all_watchers_get_the_same_events() throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer client = site.connect()) {
            List<EventReader> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(open(site));
            }
            for (EventReader events : all) {
                assertThat(tunnels(events)).containsEntry("all", true);
            }
            client.send(Frame.close(1000, "")).read();
            for (EventReader events : all) {
                assertThat(events.next("close").data()).containsEntry("code", 1000L);
                events.close();
            }
            site.awaitNoBuffers();
        }
    }

    @Test
    void a_watcher_that_goes_away_leaves_nothing() throws Exception {
        try (AdminSite site = AdminSite.start()) {
            for (int i = 0; i < 20; i++) {
                try (EventReader events = open(site)) {
                    if (i % 2 == 0) {
                        tunnels(events);
                    }
                }
            }
            await().atMost(AdminSite.PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    site.server().gangway().generations().get(0).exchanges())
                            .isZero());
            site.awaitNoBuffers();
        }
    }

    @Test
    void a_state_has_the_overview() throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer client = site.connect();
                EventReader events = open(site)) {
            assertThat(client.send("x").read().text()).isEqualTo("x");
            assertThat(events.next("state").object("overview"))
                    .containsEntry("ready", true)
                    .containsEntry("generation", 1L)
                    .containsEntry("tunnels", 1L)
                    .containsKeys("connections", "requests", "loops", "buffers", "reloads");
        }
    }

    @Test
    void events_end_when_the_process_stops() throws Exception {
        try (AdminSite site = AdminSite.start();
                EventReader events = open(site)) {
            tunnels(events);
            CompletionStage<Void> over = site.server().quit();

            events.awaitEnd();
            over.toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void events_of_a_replaced_generation_end_and_do_not_keep_it() throws Exception {
        try (AdminSite site = AdminSite.start();
                EventReader events = open(site)) {
            tunnels(events);
            site.reload("proxy_read_timeout 5m;");

            assertThat(events.next("generation").data()).containsEntry("running", 2L);
            events.awaitEnd();
            await().atMost(AdminSite.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(site.server().gangway().generations()).hasSize(1));
        }
    }

    @Test
    void a_peer_that_fails_is_an_event_with_its_reason() throws Exception {
        try (AdminSite site = AdminSite.start();
                EventReader events = open(site)) {
            tunnels(events);
            assertThat(RawHttp.get(site.port(), "/failing").status()).isEqualTo(502);
            EventReader.Event peer = events.next("peer");

            assertThat(peer.data()).containsEntry("upstream", "failing").containsEntry("state", "unavail");
            assertThat((String) peer.data().get("reason")).isNotEmpty();
            assertThat((String) peer.data().get("at")).endsWith("Z");
        }
    }

    @Test
    void a_slow_watcher_misses_rounds_and_then_gets_all_tunnels_anew() throws Exception {
        try (AdminSite site = AdminSite.start();
                WebSocketPeer client = site.connect();
                Http2Peer slow = Http2Peer.connectWithoutPreface(site.port())) {
            client.send("x").read();
            int stream = slow.sendPreface().setting(INITIAL_WINDOW_SIZE, 200).get("/admin/1/events");
            slow.next(Http2Peer.HEADERS);
            // The first 200 bytes of the first state; the window is used up.
            StringBuilder received = new StringBuilder();
            read(slow, received, 200);
            try (EventReader events = open(site)) {
                tunnels(events);
                for (int round = 0; round < 3; round++) {
                    client.send("x").read();
                    tunnelsWith(events, "changed");
                }
            }

            slow.windowUpdate(stream, 1 << 20);
            for (int frame = 0; frame < 40 && count(received, "\"all\":true") < 2; frame++) {
                received.append(slow.next(Http2Peer.DATA).text());
            }
            assertThat(count(received, "\"all\":true")).isEqualTo(2);
            assertThat(count(received, "\"all\":false")).isZero();
        }
    }

    private static void read(Http2Peer peer, StringBuilder received, int atLeast) throws Exception {
        while (received.length() < atLeast) {
            received.append(peer.next(Http2Peer.DATA).text());
        }
    }

    private static int count(CharSequence text, String part) {
        return text.toString().split(part, -1).length - 1;
    }

    @Test
    void watchers_follow_a_thousand_tunnels() throws Exception {
        List<WebSocketPeer> clients = new ArrayList<>();
        List<EventReader> watchers = new ArrayList<>();
        try (AdminSite site = AdminSite.start()) {
            for (int i = 0; i < 1000; i++) {
                clients.add(site.connect());
            }
            for (int i = 0; i < 4; i++) {
                watchers.add(open(site));
            }
            for (EventReader events : watchers) {
                assertThat(AdminSite.list(tunnels(events).get("opened"))).hasSize(1000);
            }
            for (WebSocketPeer client : clients) {
                client.send("x").read();
            }
            for (EventReader events : watchers) {
                assertThat(changedIds(events, 1000)).hasSize(1000);
            }
            for (WebSocketPeer client : clients) {
                client.close();
            }
            for (EventReader events : watchers) {
                int closed = 0;
                while (closed < 1000) {
                    closed += array(tunnelsWith(events, "closed"), "closed").length;
                }
                assertThat(closed).isEqualTo(1000);
                events.close();
            }
            site.awaitTunnels(0);
            site.awaitNoBuffers();
            assertThat(site.list("closes")).hasSize(256);
        }
    }

    private static Set<Object> changedIds(EventReader events, int count) throws Exception {
        Set<Object> ids = new HashSet<>();
        while (ids.size() < count) {
            for (Object row : array(tunnelsWith(events, "changed"), "changed")) {
                ids.add(((Object[]) row)[0]);
            }
        }
        return ids;
    }
}
