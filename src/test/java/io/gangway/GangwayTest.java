package io.gangway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.conf.Environment;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GangwayTest {
    @Test
    void two_instances_run_side_by_side_and_leave_nothing_open() throws Exception {
        Set<Thread> before = threads();
        try (Site one = Site.of("server { listen 127.0.0.1:%{port}; access_log a.log; return 200 one; }");
                Site two = Site.of("server { listen 127.0.0.1:%{port}; access_log b.log; return 200 two; }")) {
            Gangway first = Gangway.read(one.conf()).start();
            Gangway second = Gangway.read(two.conf()).start();
            try (RawConnection idle = RawHttp.connect(one.port())) {
                assertThat(RawHttp.get(one.port(), "/").body()).isEqualTo("one");
                assertThat(RawHttp.get(two.port(), "/").body()).isEqualTo("two");

                first.close();
                assertThat(idle.readUntilEnd()).isEmpty();
                assertThat(RawHttp.get(two.port(), "/").body()).isEqualTo("two");
                second.close();
                second.close();
            }

            assertThatThrownBy(() -> RawHttp.connect(one.port())).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> RawHttp.connect(two.port())).isInstanceOf(ConnectException.class);
            await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
            assertThat(openFiles(one.dir())).isEmpty();
            assertThat(openFiles(two.dir())).isEmpty();
        }
    }

    @Test
    void a_failed_start_leaves_nothing() throws Exception {
        Set<Thread> before = threads();
        try (Site site = Site.of("server { listen 127.0.0.1:%{port}; listen 127.0.0.1:%{port:b}; }");
                java.net.ServerSocket taken = new java.net.ServerSocket()) {
            taken.bind(new java.net.InetSocketAddress("127.0.0.1", site.port("b")));
            try (Gangway gangway = Gangway.read(site.conf())) {
                assertThatThrownBy(gangway::start).hasMessageContaining("98: Address already in use");
            }

            assertThatThrownBy(() -> RawHttp.connect(site.port())).isInstanceOf(ConnectException.class);
            await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
        }
    }

    @Test
    void unnamed_files_go_to_a_created_directory() throws IOException {
        try (Site site = Site.of("access_log off; server { listen 127.0.0.1:%{port}; }")) {
            Files.deleteIfExists(site.dir().resolve("logs"));
            try (Gangway gangway = Gangway.read(asOfTheCommandLine(site))) {
                assertThat(gangway.pidFile()).isEqualTo(site.dir().resolve("logs/nginx.pid"));
                assertThat(gangway.warnings()).isEmpty();
            }
            assertThat(site.dir().resolve("logs/error.log")).exists();
            assertThat(site.dir().resolve("logs/access.log")).doesNotExist();
        }
    }

    @Test
    void one_warning_reports_a_directory_that_cannot_be_created() throws IOException {
        try (Site site = Site.of("server { listen 127.0.0.1:%{port}; }")) {
            Files.deleteIfExists(site.dir().resolve("logs"));
            site.file("logs", "a file in its place");
            try (Gangway gangway = Gangway.read(asOfTheCommandLine(site))) {
                assertThat(gangway.pidFile()).isNull();
                assertThat(gangway.warnings())
                        .containsExactly("\"" + site.dir().resolve("logs")
                                + "\" is not writable: errors go to stderr, and there is no access log and no pid file"
                                + " unless the configuration names them");
                gangway.start();
                assertThat(RawHttp.get(site.port(), "/none").status()).isEqualTo(404);
            }
        }
    }

    @Test
    void a_configuration_that_names_all_files_needs_no_directory() throws IOException {
        try (Site site = Site.of("access_log off; server { listen 127.0.0.1:%{port}; }")) {
            Files.deleteIfExists(site.dir().resolve("logs"));
            Files.writeString(site.conf(), "pid x.pid; error_log e.log;" + Files.readString(site.conf()));
            Gangway.read(site.conf()).close();
            assertThat(namesBelow(site.dir())).containsExactlyInAnyOrder("", "nginx.conf", "e.log");
        }
    }

    private static Environment asOfTheCommandLine(Site site) {
        return new Environment(site.dir(), site.conf(), null, "");
    }

    @Test
    void an_embedded_instance_creates_no_unnamed_files() throws IOException {
        try (Site site = Site.of("server { listen 127.0.0.1:%{port}; return 200 hello; }")) {
            Files.deleteIfExists(site.dir().resolve("logs"));
            try (Gangway gangway = Gangway.read(site.conf()).start()) {
                assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("hello");
                assertThat(gangway.warnings()).isEmpty();
                assertThat(gangway.pidFile()).isNull();
                gangway.reload();
            }
            assertThat(namesBelow(site.dir())).containsExactlyInAnyOrder("", "nginx.conf");
        }
    }

    @Test
    void unnamed_logs_go_to_the_directory_of_the_builder() throws IOException {
        try (Site site = Site.of("server { listen 127.0.0.1:%{port}; return 200 hello; }")) {
            Files.deleteIfExists(site.dir().resolve("logs"));
            Path elsewhere = Files.createDirectory(site.dir().resolve("elsewhere"));
            try (Gangway gangway =
                    Gangway.builder().file(site.conf()).logs(elsewhere).start()) {
                RawHttp.get(site.port(), "/");
                await().untilAsserted(() -> assertThat(Files.readString(elsewhere.resolve("access.log")))
                        .contains("GET / HTTP/1.1"));
                assertThat(gangway.pidFile()).isEqualTo(elsewhere.resolve("gangway.pid"));
            }
            assertThat(namesBelow(site.dir()))
                    .containsExactlyInAnyOrder(
                            "", "nginx.conf", "elsewhere", "elsewhere/access.log", "elsewhere/error.log");
        }
    }

    private static List<String> namesBelow(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.map(directory::relativize).map(Path::toString).toList();
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gangway"))
                .collect(Collectors.toSet());
    }

    private static Set<Path> openFiles(Path below) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return Set.of();
        }
        try (Stream<Path> links = Files.list(descriptors)) {
            return links.map(GangwayTest::target)
                    .filter(path -> path.startsWith(below))
                    .collect(Collectors.toSet());
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            return Path.of("closed-meanwhile");
        }
    }

    @Test
    void the_port_is_that_of_the_first_listen() throws IOException {
        try (Site site = Site.of("""
                        server { listen 127.0.0.1:%{port:a}; return 200 a; }
                        server { listen 127.0.0.1:%{port:b}; return 200 b; }
                        server { listen 127.0.0.1:%{port:c}; listen 127.0.0.1:%{port:d}; return 200 c; }
                        """);
                Gangway gangway = Gangway.read(site.conf()).start()) {
            assertThat(gangway.port()).isEqualTo(site.port("a"));
        }
    }
}
