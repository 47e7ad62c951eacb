package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The launcher handles nginx's signals. */
class SignalsIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private Site site;

    @BeforeEach
    void prepare() throws IOException {
        site = Site.of("access_log a.log; server { listen 127.0.0.1:%{port}; return 200 first; }");
    }

    @AfterEach
    void end() throws IOException {
        site.close();
    }

    @Test
    void quit_finishes_responses_and_closes_idle_connections() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedUpstream slow = ScriptedUpstream.start((request, connection) -> {
            go.await();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
        })) {
            site.backend(slow)
                    .config("access_log a.log; server { listen 127.0.0.1:%{port}; location / { return 200 ok; }"
                            + " location /slow { proxy_pass http://%{backend}; } }");
            try (GangwayProcess process = GangwayProcess.serving(site);
                    RawConnection idle = RawHttp.connect(site.port());
                    RawConnection busy = RawHttp.connect(site.port())) {
                assertThat(Files.readString(GangwayProcess.pidFile(site))).isEqualTo(process.pid() + "\n");
                assertThat(idle.send(GET).read().body()).isEqualTo("ok");
                busy.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
                await().until(() -> slow.requests().size() == 1);

                process.signal("QUIT");

                assertThat(idle.readUntilEnd()).isEmpty();
                assertThat(process.isAlive()).isTrue();
                go.countDown();
                assertThat(busy.read().body()).isEqualTo("slow");
                assertThat(process.status()).isZero();
                assertThat(GangwayProcess.pidFile(site)).doesNotExist();
                assertThat(Files.readString(site.dir().resolve("a.log"))).contains("\"GET /slow HTTP/1.1\" 200");
                assertThat(process.output()).isEmpty();
            }
        }
    }

    @Test
    void worker_shutdown_timeout_bounds_quit() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedUpstream silent = ScriptedUpstream.start((request, connection) -> never.await())) {
            site.backend(silent)
                    .config("server { listen 127.0.0.1:%{port}; location / { proxy_pass http://%{backend}; } }");
            Files.writeString(site.conf(), "worker_shutdown_timeout 300ms;" + Files.readString(site.conf()));
            try (GangwayProcess process = GangwayProcess.serving(site);
                    RawConnection client = RawHttp.connect(site.port())) {
                client.send(GET);
                await().until(() -> silent.requests().size() == 1);

                process.signal("QUIT");

                assertThat(process.status()).isZero();
                assertThat(client.readUntilEnd()).isEmpty();
            } finally {
                never.countDown();
            }
        }
    }

    @Test
    void term_and_int_stop_at_once() throws Exception {
        for (String signal : new String[] {"TERM", "INT"}) {
            try (GangwayProcess process = GangwayProcess.serving(site);
                    RawConnection client = RawHttp.connect(site.port())) {
                client.send("GET / HTTP/1.1\r\nHost");

                process.signal(signal);

                assertThat(process.status()).isZero();
                assertThat(client.readUntilEnd()).isEmpty();
                assertThat(GangwayProcess.pidFile(site)).doesNotExist();
            }
        }
    }

    @Test
    void signals_without_a_meaning_are_ignored() throws Exception {
        site.config("error_log logs/error.log notice; events {}\n"
                + "http { server { listen 127.0.0.1:%{port}; return 200 first; } }");
        try (GangwayProcess process = GangwayProcess.serving(site)) {
            for (String signal : new String[] {"ALRM", "IO", "PIPE", "VTALRM", "WINCH"}) {
                process.signal(signal);
            }
            process.signal("USR1");
            Path log = site.dir().resolve("logs/error.log");
            await().until(() -> Files.readString(log).contains("(SIGUSR1)"));

            assertThat(process.isAlive()).isTrue();
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("first");
            assertThat(Files.readString(log)).doesNotContain("SIGQUIT");
        }
    }

    @Test
    void the_pid_file_of_a_killed_jvm_is_removed() throws Exception {
        try (GangwayProcess process = GangwayProcess.serving(site)) {
            process.jvm().destroyForcibly();

            assertThat(process.status()).isEqualTo(137);
            assertThat(GangwayProcess.pidFile(site)).doesNotExist();
        }
    }

    @Test
    void a_pid_file_of_another_process_stays() throws Exception {
        try (GangwayProcess process = GangwayProcess.serving(site)) {
            Files.writeString(GangwayProcess.pidFile(site), "1\n");
            process.jvm().destroyForcibly();

            assertThat(process.status()).isEqualTo(137);
            assertThat(GangwayProcess.pidFile(site)).exists();
        }
    }

    @Test
    void hup_reloads_and_keeps_the_old_configuration_after_an_error() throws Exception {
        try (GangwayProcess process = GangwayProcess.serving(site)) {
            site.config("server { listen 127.0.0.1:%{port};\n bad; }");
            process.signal("HUP");
            await().until(() -> process.output().contains("unknown directive \"bad\" in " + site.conf() + ":"));
            assertThat(Files.readString(site.dir().resolve("logs/error.log")))
                    .contains("[emerg]")
                    .contains("unknown directive \"bad\" in " + site.conf() + ":");
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("first");

            site.config("server { listen 127.0.0.1:%{port}; return 200 second; }");
            process.signal("HUP");
            await().until(() -> RawHttp.get(site.port(), "/").body().equals("second"));
        }
    }

    @Test
    void usr1_reopens_the_logs() throws Exception {
        Path log = site.dir().resolve("a.log");
        Path moved = site.dir().resolve("a.log.1");
        try (GangwayProcess process = GangwayProcess.serving(site)) {
            RawHttp.get(site.port(), "/one");
            await().until(() -> Files.readString(log).contains("/one"));
            Files.move(log, moved);

            process.signal("USR1");
            await().until(() -> Files.exists(log));

            RawHttp.get(site.port(), "/two");
            await().until(() -> Files.readString(log).contains("/two"));
            assertThat(Files.readString(moved)).doesNotContain("/two");
        }
    }

    @Test
    void another_process_can_reload_reopen_and_quit_it() throws Exception {
        try (GangwayProcess process = GangwayProcess.serving(site)) {
            site.config("server { listen 127.0.0.1:%{port}; return 200 second; }");
            assertThat(send("reload")).isEqualTo("0 ");
            await().until(() -> RawHttp.get(site.port(), "/").body().equals("second"));
            assertThat(send("reopen")).isEqualTo("0 ");
            assertThat(send("quit")).isEqualTo("0 ");
            assertThat(process.status()).isZero();
        }
        assertThat(send("stop"))
                .isEqualTo("1 gangway: [error] open() \"" + GangwayProcess.pidFile(site)
                        + "\" failed (2: No such file or directory)\n");
    }

    @Test
    void the_jvm_ends_when_its_launcher_is_killed() throws Exception {
        try (GangwayProcess process = GangwayProcess.serving(site)) {
            ProcessHandle jvm = process.jvm();

            process.signal("KILL");

            jvm.onExit().get(30, java.util.concurrent.TimeUnit.SECONDS);
            assertThat(GangwayProcess.pidFile(site)).doesNotExist();
        }
    }

    @Test
    void daemon_on_returns_when_the_server_is_ready() throws Exception {
        Files.writeString(site.conf(), "daemon on;" + Files.readString(site.conf()));
        try (GangwayProcess process = GangwayProcess.start(site, "")) {
            assertThat(process.status()).isZero();
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("first");

            ProcessHandle master =
                    ProcessHandle.of(PidFile.read(GangwayProcess.pidFile(site))).orElseThrow();
            assertThat(send("stop")).isEqualTo("0 ");
            master.onExit().get(30, java.util.concurrent.TimeUnit.SECONDS);
            assertThat(process.output()).isEmpty();
        }
    }

    @Test
    void an_invalid_file_is_reported_by_the_test_and_by_the_signalling_process() throws Exception { // F49
        try (GangwayProcess process = GangwayProcess.serving(site)) {
            site.config("server { listen 127.0.0.1:%{port};\n bad; }");
            String error = "gangway: [emerg] unknown directive \"bad\" in " + site.conf() + ":5\n";

            assertThat(send("reload")).startsWith("1 " + error);
            assertThat(run("-t")).startsWith("1 " + error).endsWith("test failed\n");

            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("first");
            assertThat(process.isAlive()).isTrue();
        }
    }

    @Test
    void usr1_reaches_a_quitting_process() throws Exception { // F46
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedUpstream slow = ScriptedUpstream.start((request, connection) -> {
            go.await();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
        })) {
            site.backend(slow)
                    .config("access_log a.log; server { listen 127.0.0.1:%{port};"
                            + " location / { proxy_pass http://%{backend}; } }");
            try (GangwayProcess process = GangwayProcess.serving(site);
                    RawConnection busy = RawHttp.connect(site.port())) {
                busy.send(GET);
                await().until(() -> slow.requests().size() == 1);
                Path log = site.dir().resolve("a.log");
                Files.move(log, site.dir().resolve("a.log.1"));

                process.signal("QUIT");
                process.signal("USR1");
                await().until(() -> Files.exists(log));
                go.countDown();

                assertThat(busy.read().body()).isEqualTo("slow");
                assertThat(process.status()).isZero();
                assertThat(Files.readString(log)).contains("\"GET / HTTP/1.1\" 200");
            }
        }
    }

    private String send(String signal) throws Exception {
        return run("-s", signal);
    }

    private String run(String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(GangwayProcess.LAUNCHER, "-p", site.dir().toString(), "-c", "nginx.conf"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }
}
