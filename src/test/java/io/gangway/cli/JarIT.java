package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code java -jar gangway.jar} without a shell: nothing in the environment, and no signals, since {@code -Xrs} keeps them
 * from Java. So it is on Windows and in an image that has nothing but a JVM.
 */
@Timeout(120)
class JarIT {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String JAR =
            Path.of("target/gangway.jar").toAbsolutePath().toString();

    private final List<Process> processes = new ArrayList<>();
    private Site site;
    private Path pid;
    private Path socket;

    @BeforeEach
    void prepare() throws IOException {
        site = Site.of("access_log a.log; server { listen 127.0.0.1:%{port}; return 200 first; }");
        pid = GangwayProcess.pidFile(site);
        socket = PidFile.socket(pid);
    }

    @AfterEach
    void end() throws IOException {
        processes.forEach(Process::destroyForcibly);
        site.close();
    }

    private Process start(List<String> prefix, String... options) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(JAVA, "-Xrs", "-XX:TieredStopAtLevel=1", "-jar", JAR));
        command.addAll(List.of("-p", site.dir().toString(), "-c", "nginx.conf"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Process serving() throws IOException {
        Process process = start(List.of());
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(pid) && PidFile.read(pid) == process.pid());
        return process;
    }

    /** Runs a short command in a process of its own. */
    private String run(String... options) throws Exception {
        return finished(start(List.of(), options));
    }

    private static String finished(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }

    /** The same in this process. */
    private int send(String command) {
        Main main = new Main(Launcher.fromProperties(), GangwayInstance::read, System.out, System.err);
        return main.run("-p", site.dir().toString(), "-c", "nginx.conf", "-s", command);
    }

    private static void assertExit(Process process, int status) throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(status);
    }

    @Test
    void all_commands_work_without_a_shell_and_signals() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(WebSocketPeer.echo())) {
            site.backend(upstream).config("""
                    access_log a.log;
                    server {
                        listen 127.0.0.1:%{port};
                        location / { return 200 first; }
                        location /chat {
                            proxy_pass http://%{backend};
                            proxy_set_header Upgrade $http_upgrade;
                            proxy_set_header Connection upgrade;
                            proxy_http_version 1.1;
                            websocket_drain 100ms;
                        }
                    }
                    """);
            assertThat(run("-t")).startsWith("0 ").endsWith("test is successful\n");
            assertThat(run("-s", "reload"))
                    .isEqualTo("1 gangway: [error] open() \"" + pid + "\" failed (2: No such file or directory)\n");
            Process server = serving();
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("first");

            Path log = site.dir().resolve("a.log");
            Files.move(log, site.dir().resolve("a.log.1"));
            assertThat(run("-s", "reopen")).isEqualTo("0 ");
            await().until(() -> Files.exists(log));

            Files.writeString(site.conf(), Files.readString(site.conf()).replace("first", "second"));
            assertThat(send("reload")).isZero();
            await().until(() -> RawHttp.get(site.port(), "/").body().equals("second"));

            try (WebSocketPeer tunnel = WebSocketPeer.connect(site.port(), "/chat")) {
                tunnel.send("hello");
                assertThat(tunnel.read().text()).isEqualTo("hello");

                assertThat(send("quit")).isZero();

                assertThat(tunnel.read().closeCode()).isEqualTo(1001);
                tunnel.send(Frame.close(1001, ""));
                assertExit(server, 0);
            }
            assertThat(pid).doesNotExist();
            assertThat(socket).doesNotExist();
            assertThat(Files.readString(site.dir().resolve("logs/error.log"))).doesNotContain("[alert]", "[emerg]");
        }
    }

    @Test
    void stop_ends_it_at_once() throws Exception {
        Process server = serving();
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET / HTTP/1.1\r\nHost");

            assertThat(send("stop")).isZero();

            assertExit(server, 0);
            assertThat(client.readUntilEnd()).isEmpty();
        }
        assertThat(pid).doesNotExist();
        assertThat(socket).doesNotExist();
    }

    @Test
    void the_socket_of_a_killed_process_is_in_nobodys_way() throws Exception {
        Process killed = serving();
        killed.destroyForcibly().waitFor();
        assertThat(pid).exists();
        assertThat(socket).exists();

        assertThat(run("-s", "reload"))
                .isEqualTo("1 gangway: [alert] kill(" + killed.pid() + ", 1) failed (3: No such process)\n");
        Process next = serving();
        assertThat(send("quit")).isZero();
        assertExit(next, 0);
    }

    @Test
    void another_user_may_not_send_commands() throws Exception {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "not root, or no setpriv: there is no other user");
        List<String> nobody = List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        String version = finished(start(nobody, "-v"));
        Assumptions.assumeTrue(version.startsWith("0 "), "another user cannot run the jar: " + version);
        Files.setPosixFilePermissions(site.dir(), PosixFilePermissions.fromString("rwxr-xr-x"));
        pid = site.dir().resolve("x.pid");
        site.config("pid " + pid + "; error_log stderr crit; events {}\n"
                + "http { access_log off; server { listen 127.0.0.1:%{port}; return 200 first; } }");
        Process server = serving();

        assertThat(finished(start(nobody, "-s", "stop")))
                .endsWith("1 gangway: [alert] kill(" + server.pid() + ", 15) failed (1: Operation not permitted)\n");

        assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("first");
    }
}
