package io.gangway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import io.gangway.exchange.Generation;
import io.gangway.loop.Clock;
import io.gangway.net.PortUnavailableException;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReloadTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private Site site;
    private Engine engine;

    @BeforeEach
    void prepare() throws IOException {
        site = Site.of("server { listen 127.0.0.1:%{port}; return 200 first; }");
    }

    @AfterEach
    void end() throws IOException {
        if (engine != null) {
            engine.close();
        }
        site.close();
    }

    @Test
    void a_bad_file_changes_nothing_and_names_its_line() throws IOException {
        start();

        site.config("server {\n listen 127.0.0.1:%{port};\n return 200 second;\n retur 200; }");

        assertThatThrownBy(this::reload)
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("unknown directive \"retur\"")
                .hasMessageContaining(site.conf() + ":");
        assertThat(get()).isEqualTo("first");
    }

    @Test
    void a_server_that_stops_opens_no_port_again() throws IOException {
        start();
        engine.drain();

        assertThatThrownBy(this::reload)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the server is stopping");

        assertThatThrownBy(this::get).isInstanceOf(ConnectException.class);
    }

    @Test
    void a_missing_certificate_changes_nothing() throws IOException {
        start();

        site.config("server { listen 127.0.0.1:%{port}; return 200 second; }"
                + " server { listen 127.0.0.1:%{port:tls} ssl; ssl_certificate no.pem; ssl_certificate_key no.key; }");

        assertThatThrownBy(this::reload).isInstanceOf(ConfException.class).hasMessageContaining("no.pem");
        assertThat(get()).isEqualTo("first");
    }

    @Test
    void a_port_in_use_changes_nothing_and_leaves_no_other_port_open() throws IOException {
        start();
        int taken = site.port("taken");
        try (ServerSocket other = new ServerSocket(taken, 1, InetAddress.getByName("127.0.0.1"))) {
            site.config("server { listen 127.0.0.1:%{port}; listen 127.0.0.1:%{port:new};"
                    + " listen 127.0.0.1:%{port:taken}; return 200 second; }");

            assertThatThrownBy(this::reload)
                    .isInstanceOf(PortUnavailableException.class)
                    .hasMessage("bind() to 127.0.0.1:" + taken + " failed (98: Address already in use)")
                    .extracting(e -> ((PortUnavailableException) e).hint())
                    .isEqualTo("another process listens on port " + taken);
        }
        assertThat(get()).isEqualTo("first");
        assertThatThrownBy(() -> RawHttp.connect(site.port("new"))).isInstanceOf(ConnectException.class);
    }

    @Test
    void new_ports_open_and_dropped_ports_close() throws IOException {
        start();
        site.config("server { listen 127.0.0.1:%{port:new}; return 200 second; }");

        reload();

        assertThat(get(site.port("new"))).isEqualTo("second");
        assertThatThrownBy(() -> RawHttp.connect(site.port())).isInstanceOf(ConnectException.class);
    }

    @Test
    void an_exchange_ends_with_its_first_generation() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedUpstream slow = ScriptedUpstream.start((request, connection) -> {
            go.await();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
        })) {
            site.backend(slow)
                    .config("server { listen 127.0.0.1:%{port}; add_header X-Is first; location / {"
                            + " proxy_pass http://%{backend}; } }");
            start();
            try (RawConnection client = RawHttp.connect(site.port())) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                await().until(() -> slow.requests().size() == 1);

                site.config("server { listen 127.0.0.1:%{port}; return 200 second; }");
                reload();
                assertThat(get()).isEqualTo("second");
                go.countDown();

                var response = client.read();
                assertThat(response.body()).isEqualTo("slow");
                assertThat(response.fields().get("X-Is")).isEqualTo("first");
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.read().body()).isEqualTo("second");
            }
        }
    }

    @Test
    void an_idle_connection_on_a_dropped_port_is_closed() throws IOException {
        start();
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("first");
            site.config("server { listen 127.0.0.1:%{port:new}; return 200 second; }");

            reload();

            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    @Test
    void worker_shutdown_timeout_closes_connections_of_the_old_generation() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedUpstream silent = ScriptedUpstream.start((request, connection) -> never.await())) {
            site.backend(silent)
                    .config("server { listen 127.0.0.1:%{port}; location / { proxy_pass http://%{backend}; } }");
            prepend("worker_shutdown_timeout 200ms;");
            start();
            try (RawConnection client = RawHttp.connect(site.port())) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                await().until(() -> silent.requests().size() == 1);
                site.config("server { listen 127.0.0.1:%{port}; return 200 second; }");

                reload();

                assertThat(client.readUntilEnd()).isEmpty();
            } finally {
                never.countDown();
            }
            assertThat(get()).isEqualTo("second");
        }
    }

    @Test
    void a_hundred_reloads_refuse_no_client_and_free_old_generations() throws Exception {
        start();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger responses = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread client = new Thread(() -> {
            while (!over.get() && failure.get() == null) {
                try {
                    assertThat(get()).isEqualTo("first");
                    responses.incrementAndGet();
                } catch (IOException | RuntimeException | AssertionError e) {
                    failure.set(e);
                }
            }
        });
        client.start();
        List<WeakReference<Generation>> old = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            old.add(new WeakReference<>(engine.generation()));
            reload();
        }
        int seen = responses.get();
        await().atMost(SOON).until(() -> responses.get() > seen || failure.get() != null);
        over.set(true);
        client.join();

        assertThat(failure.get()).isNull();
        await().atMost(SOON).until(() -> {
            System.gc();
            return old.stream().allMatch(reference -> reference.get() == null);
        });
    }

    @ParameterizedTest
    @EnumSource
    void the_memory_of_an_old_generation_is_freed_after_its_last_tunnel(LegPair legs) throws Exception { // F46
        try (ScriptedUpstream echo = legs.upstream(WebSocketPeer.echo())) {
            site.backend(echo);
            legs.writeCertificate(site);
            String config = "server { listen 127.0.0.1:%{port}" + legs.listenParameters() + "; "
                    + legs.serverDirectives() + " location / { proxy_pass " + legs.scheme() + "://%{backend};"
                    + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; } ";
            site.config(config + "}");
            start();
            try (WebSocketPeer first = WebSocketPeer.connect(legs.connect(site.port()), "/");
                    WebSocketPeer last = WebSocketPeer.connect(legs.connect(site.port()), "/")) {
                WeakReference<Generation> old = new WeakReference<>(engine.generation());
                site.config(config + "location /new { return 200; } }");
                reload();
                first.close();
                await().atMost(SOON).until(() -> engine.tunnels() == 1);
                System.gc();
                assertThat(old.get()).isNotNull();
                assertThat(last.send("still here").read().text()).isEqualTo("still here");

                last.close();
                await().atMost(SOON).until(() -> {
                    System.gc();
                    return old.get() == null;
                });
                assertThat(engine.generations()).hasSize(1);
            }
        }
    }

    private void prepend(String main) throws IOException {
        java.nio.file.Files.writeString(site.conf(), main + java.nio.file.Files.readString(site.conf()));
    }

    private Generation load() {
        return Configuration.ofModules()
                .load(new Environment(site.dir(), site.conf(), null, ""))
                .generation();
    }

    private void start() {
        engine = Engine.start(load(), new ArrayByteBufferPool(), Clock.SYSTEM, Ports.AS_CONFIGURED);
    }

    private void reload() {
        engine.reload(load());
    }

    private String get() throws IOException {
        return get(site.port());
    }

    private static String get(int port) throws IOException {
        return RawHttp.get(port, "/").body();
    }
}
