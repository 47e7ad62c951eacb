package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** USR2: a new process takes the place of the running one. */
class ReplacementIT {
    private static final Duration START = Duration.ofSeconds(30);

    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = Site.of("");
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private void config(String text, ScriptedUpstream chat) throws IOException {
        site.config("worker_processes 2; events {}\nhttp { access_log off; server { listen 127.0.0.1:%{port};\n"
                + "location / { return 200 " + text + "; }\n"
                + "location /chat { websocket_drain off; proxy_pass http://127.0.0.1:" + chat.port() + "; "
                + "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; "
                + "proxy_set_header Connection upgrade; } } }");
    }

    private long pid() throws IOException {
        return PidFile.read(GangwayProcess.pidFile(site));
    }

    @Test
    void no_client_is_refused_and_tunnels_of_the_old_process_stay() throws Exception {
        try (ScriptedUpstream chat = ScriptedUpstream.start(WebSocketPeer.echo())) {
            config("first", chat);
            try (GangwayProcess old = GangwayProcess.serving(site);
                    WebSocketPeer tunnel = WebSocketPeer.connect(site.port(), "/chat")) {
                config("second", chat);
                AtomicBoolean over = new AtomicBoolean();
                AtomicInteger served = new AtomicInteger();
                Visits visits = Visits.start(site.port(), over, served);

                old.signal("USR2");
                await().atMost(START).until(() -> pid() != old.pid());
                ProcessHandle successor = ProcessHandle.of(pid()).orElseThrow();
                try {
                    await().atMost(START)
                            .until(() -> RawHttp.get(site.port(), "/").body().equals("second"));
                    int before = served.get();
                    await().until(() -> served.get() > before + 20);
                    over.set(true);
                    assertThat(visits.failures()).isEmpty();

                    assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("second");
                    tunnel.send("still there");
                    assertThat(tunnel.read().text()).isEqualTo("still there");
                    assertThat(old.isAlive()).isTrue();
                    tunnel.close();
                    assertThat(old.status()).isZero();
                    assertThat(pid()).isEqualTo(successor.pid());
                    assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("second");
                } finally {
                    over.set(true);
                    stop(successor);
                }
                assertThat(GangwayProcess.pidFile(site)).doesNotExist();
            }
        }
    }

    private void stop(ProcessHandle process) throws Exception {
        new ProcessBuilder("/bin/sh", "-c", "kill -s TERM " + process.pid())
                .start()
                .waitFor();
        await().atMost(START).until(() -> !process.isAlive());
    }

    @Test
    void a_new_process_that_cannot_start_changes_nothing() throws Exception {
        try (ScriptedUpstream chat = ScriptedUpstream.start(WebSocketPeer.echo())) {
            config("first", chat);
            try (GangwayProcess old = GangwayProcess.serving(site)) {
                site.config("nonsense;");

                old.signal("USR2");

                await().atMost(START).until(() -> old.output().contains("unknown directive \"nonsense\""));
                assertThat(pid()).isEqualTo(old.pid());
                assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("first");
            }
        }
    }

    /** A client that opens one connection after the other. */
    private record Visits(Thread thread, StringBuffer errors) {
        static Visits start(int port, AtomicBoolean over, AtomicInteger served) {
            StringBuffer errors = new StringBuffer();
            Thread thread = new Thread(() -> {
                while (!over.get()) {
                    try (RawConnection client = RawHttp.connect(port)) {
                        client.send("GET / HTTP/1.0\r\n\r\n");
                        String response = client.readUntilEnd();
                        if (!response.matches("(?s)HTTP/1.1 200 .*(first|second)")) {
                            errors.append("[").append(response).append("]");
                        }
                        served.incrementAndGet();
                    } catch (IOException e) {
                        errors.append(e).append("\n");
                    }
                }
            });
            thread.start();
            return new Visits(thread, errors);
        }

        String failures() throws InterruptedException {
            thread.join();
            return errors.toString();
        }
    }
}
