package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Ending;
import io.gangway.testing.Frame;
import io.gangway.testing.RawConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How tunnels end with the process, and with a reload that takes away what they stand on. */
class TunnelDrainTest {
    private static final Duration SOON = Duration.ofSeconds(8);
    private static final String ACCEPT =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n";

    private final BackendPeer backend = new BackendPeer();

    // ---- QUIT

    @Test
    void at_quit_both_sides_get_1001_and_echoes_are_swallowed() throws Exception {
        try (TunnelSite site = TunnelSite.start(backend.script());
                WebSocketPeer client = site.connect()) {
            client.send("before");
            assertThat(backend.peer().read().text()).isEqualTo("before");

            CompletionStage<Void> over = site.quit();

            assertThat(client.read()).isEqualTo(Frame.close(1001, ""));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1001);
            client.send(Frame.close(1001, ""));
            backend.peer().send(Frame.close(1001, ""));
            assertThat(client.read()).isNull();
            assertThat(backend.peer().read()).isNull();
            over.toCompletableFuture().get(8, TimeUnit.SECONDS);
        }
    }

    @Test
    void quit_ends_in_time_although_both_peers_are_silent() throws Exception {
        try (TunnelSite site = TunnelSite.start(backend.script(), "websocket_close_timeout 300ms;");
                WebSocketPeer client = site.connect()) {
            backend.peer();

            site.quit().toCompletableFuture().get(8, TimeUnit.SECONDS);

            assertThat(client.read().closeCode()).isEqualTo(1001);
            assertThat(client.ending(SOON)).isEqualTo(Ending.CLOSED);
        }
    }

    @Test
    void the_close_waits_for_the_end_of_a_frame_that_is_under_way() throws Exception {
        try (TunnelSite site = TunnelSite.start(backend.script());
                WebSocketPeer client = site.connect()) {
            Frame message = Frame.text("in two pieces");
            byte[] bytes = backend.peer().encode(message);
            backend.peer().sendRaw(Arrays.copyOf(bytes, 4));
            client.send("here");
            assertThat(backend.peer().read().text()).isEqualTo("here");

            site.quit();
            assertThat(backend.peer().read().closeCode()).isEqualTo(1001);
            backend.peer()
                    .sendRaw(Arrays.copyOfRange(bytes, 4, bytes.length))
                    .send("too late")
                    .send(Frame.close(1001, ""));

            assertThat(client.read()).isEqualTo(message);
            assertThat(client.read()).isEqualTo(Frame.close(1001, ""));
            client.send(Frame.close(1001, ""));
            assertThat(client.read()).isNull();
        }
    }

    @Test
    void none_is_added_behind_a_close_that_has_passed() throws Exception {
        try (TunnelSite site = TunnelSite.start(backend.script());
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(4001, "mine"));
            assertThat(backend.peer().read().closeCode()).isEqualTo(4001);

            site.quit();
            backend.peer().send("last words").send(Frame.close(4001, "yours"));
            backend.leave();

            assertThat(client.read().text()).isEqualTo("last words");
            assertThat(client.read()).isEqualTo(Frame.close(4001, "yours"));
            assertThat(client.read()).isNull();
        }
    }

    @Test
    void a_tunnel_that_is_not_websocket_gets_fin() throws Exception {
        try (TunnelSite site = TunnelSite.start((request, connection) -> {
                    connection.send(ACCEPT, "hello");
                    connection.readUntilEnd();
                });
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat")).read();
            assertThat(client.readExactly(5)).isEqualTo("hello");

            CompletionStage<Void> over = site.quit();

            assertThat(client.readUntilEnd()).isEmpty();
            client.close();
            over.toCompletableFuture().get(8, TimeUnit.SECONDS);
        }
    }

    @Test
    void the_ends_of_many_tunnels_are_spread_over_the_window() throws Exception {
        List<WebSocketPeer> clients = new ArrayList<>();
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), "websocket_drain 1s;")) {
            for (int i = 0; i < 5; i++) {
                clients.add(site.connect());
            }
            clients.forEach(client -> echoed(client, "up"));
            long start = System.nanoTime();
            site.quit();
            List<Long> millis = new ArrayList<>();
            for (WebSocketPeer client : clients) {
                Thread reader = new Thread(() -> {
                    try {
                        assertThat(client.read().closeCode()).isEqualTo(1001);
                        synchronized (millis) {
                            millis.add((System.nanoTime() - start) / 1_000_000);
                        }
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                reader.start();
            }
            await().until(() -> {
                synchronized (millis) {
                    return millis.size() == 5;
                }
            });
            for (int i = 0; i < 5; i++) {
                assertThat(millis.get(i)).isGreaterThanOrEqualTo(200L * i);
            }
        }
    }

    // ---- reload

    @ParameterizedTest
    @ValueSource(strings = {"", "# a comment", "proxy_read_timeout 60s;"})
    void a_reload_that_changes_nothing_leaves_tunnels_alone(String later) throws IOException {
        String before = later.startsWith("proxy") ? later : "";
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), before);
                WebSocketPeer client = site.connect()) {
            echoed(client, "before");

            site.reload(later);
            site.reload(later);

            echoed(client, "after");
        }
    }

    @Test
    void a_change_of_another_location_leaves_tunnels_alone() throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), "location /other { return 200 a; }");
                WebSocketPeer client = site.connect()) {
            echoed(client, "before");

            site.reload("location /other { return 200 b; } location /new { return 200; }");

            echoed(client, "after");
        }
    }

    @Test
    void a_hundred_reloads_lose_no_message_of_a_tunnel() throws Exception {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo());
                WebSocketPeer client = site.connect()) {
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Integer> talking = CompletableFuture.supplyAsync(() -> {
                int count = 0;
                while (!over.get()) {
                    echoed(client, "message " + count++);
                }
                return count;
            });
            for (int i = 0; i < 100; i++) {
                site.reload("location /other { return 200 " + i + "; }");
            }
            over.set(true);

            assertThat(talking.get(8, TimeUnit.SECONDS)).isPositive();
        }
    }

    @Test
    void a_changed_location_is_drained_with_1012_and_new_tunnels_stay() throws IOException {
        try (TunnelSite site = TunnelSite.start(backend.script());
                WebSocketPeer client = site.connect()) {
            backend.peer();
            site.upstream().answer(WebSocketPeer.echo());

            site.reload("proxy_read_timeout 70s;");

            assertThat(client.read()).isEqualTo(Frame.close(1012, ""));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1001);
            backend.leave();
            try (WebSocketPeer next = site.connect()) {
                echoed(next, "new");
            }
        }
    }

    @Test
    void a_removed_location_is_drained_with_1001() throws IOException {
        try (TunnelSite site = TunnelSite.start(backend.script());
                WebSocketPeer client = site.connect()) {
            backend.peer();

            site.reloadWith("server { listen 127.0.0.1:%{port}; return 200 gone; }");

            assertThat(client.read()).isEqualTo(Frame.close(1001, ""));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1001);
            backend.leave();
        }
    }

    @Test
    void with_websocket_drain_off_tunnels_outlive_the_change() throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), "websocket_drain off;");
                WebSocketPeer client = site.connect()) {
            echoed(client, "before");

            site.reload("proxy_read_timeout 70s;");

            echoed(client, "after");
        }
    }

    @Test
    void tunnels_that_survived_a_reload_are_drained_at_quit() throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo());
                WebSocketPeer client = site.connect()) {
            echoed(client, "before");
            site.reload();

            site.quit();

            assertThat(client.read().closeCode()).isEqualTo(1001);
        }
    }

    private static void echoed(WebSocketPeer client, String text) {
        try {
            client.send(text);
            assertThat(client.read().text()).isEqualTo(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
