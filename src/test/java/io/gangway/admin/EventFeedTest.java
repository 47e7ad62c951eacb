package io.gangway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.WebSocketPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code events}. */
@Timeout(60)
class EventFeedTest {
    private static EventReader open(AdminSite site) throws Exception {
        return EventReader.open(site.port(), "/admin/1/events");
    }

    private static Map<String, Object> tunnels(EventReader events) throws Exception {
        return events.next("state").object("tunnels");
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
                Map<String, Object> next = tunnels(events);
                while (array(next, "changed").length == 0) {
                    next = tunnels(events);
                }
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
            Map<String, Object> next = tunnels(events);
            while (array(next, "opened").length == 0) {
                next = tunnels(events);
            }
            Object id = AdminSite.list(next.get("opened")).get(0).get("id");

            client.send(Frame.close(1000, "done")).read();
            client.close();
            next = tunnels(events);
            while (array(next, "closed").length == 0) {
                next = tunnels(events);
            }
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
}
