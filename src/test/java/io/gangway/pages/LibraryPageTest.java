package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.testing.Frame;
import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/library.md}: runs each program unchanged, in its own directory with the configuration above it. */
class LibraryPageTest {
    @TempDir
    private static Path classes;

    private static Page page;

    @TempDir
    private Path directory;

    @BeforeAll
    static void compile() throws IOException {
        page = Page.read("docs/library.md");
        Compiler.compile(page, classes, Published.classPath(spring()));
    }

    private static Set<Path> spring() {
        return Published.of("spring-boot-starter-webmvc");
    }

    private Program start(String className, String configuration) throws IOException {
        Files.writeString(directory.resolve("nginx.conf"), configuration);
        String classPath = classes + File.pathSeparator + Published.classPath();
        return Program.start(directory, classPath, className);
    }

    private Program start(String className) throws IOException {
        return start(className, configuration(className));
    }

    private static String configuration(String className) {
        return JavaSource.of(page).stream()
                .filter(source -> source.className().equals(className))
                .findFirst()
                .orElseThrow()
                .configuration();
    }

    private static int port(Program program) {
        return Integer.parseInt(program.awaitOutput("://localhost:(\\d+)/\\R").group(1));
    }

    @Test
    void a_file_is_served() throws Exception {
        try (Program program = start("Serve")) {
            int port = port(program);
            assertThat(RawHttp.get(port, "/").body()).isEqualTo("hello\n");

            assertThat(program.enter()).isZero();
            assertThat(program.output().lines())
                    .filteredOn(line -> !line.startsWith("SLF4J(W): "))
                    .containsExactly("http://localhost:" + port + "/");
            assertThat(directory).isDirectoryNotContaining("glob:**/logs");
            assertThatThrownBy(() -> RawHttp.connect(port)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void a_configuration_is_written_in_java() throws Exception {
        try (Program program = start("Written")) {
            assertThat(RawHttp.get(port(program), "/").body()).isEqualTo("a b");

            assertThat(program.enter()).isZero();
            assertThat(program.output()).contains("location / {", "return 200 \"a b\";");
            assertThat(directory).isDirectoryNotContaining("glob:**/logs");
        }
    }

    @Test
    void an_application_has_a_listener_and_its_own_directives() throws Exception {
        try (Program program = start("Kitchen")) {
            int port = port(program);
            assertThat(RawHttp.get(port, "/").body()).isEqualTo("2 cups\n");
            assertThat(RawHttp.get(port, "/tea").status()).isEqualTo(418);

            assertThat(program.enter()).isZero();
            assertThat(program.output()).endsWith("{200=1, 418=1}\n");
        }
    }

    @Test
    void messages_are_inspected_changed_and_answered() throws Exception {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Program program = start("Room", configuration("Room").replace("127.0.0.1:8094", backend.address()))) {
            try (WebSocketPeer client = WebSocketPeer.connect(port(program), "/")) {
                client.send(Frame.text("secret"), Frame.text("are you there"));
                assertThat(client.read().text()).isEqualTo("yes");
                client.send("hello");
                assertThat(client.read().text()).isEqualTo("hello");
            }
            assertThat(program.enter()).isZero();
        }
    }

    @Test
    void spring_boot_shares_a_port_and_keeps_its_logging() throws Exception {
        Files.createDirectory(directory.resolve("dist"));
        Files.writeString(directory.resolve("dist/index.html"), "the front end");
        int port = FreePorts.next();
        String configuration = configuration("Shop").replace("8090", Integer.toString(port));
        Files.writeString(directory.resolve("nginx.conf"), configuration);
        String classPath = classes + File.pathSeparator + Published.classPath(spring());
        try (Program program = Program.start(directory, classPath, "shop.Shop")) {
            program.awaitOutput("Started Shop in");

            assertThat(RawHttp.get(port, "/").body()).isEqualTo("the front end");
            assertThat(RawHttp.get(port, "/cart").body()).isEqualTo("the front end");
            assertThat(RawHttp.get(port, "/api/greeting").body()).isEqualTo("hello from Spring");

            program.interrupt();
            assertThat(program.output().lines())
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("WARN") || line.contains("ERROR") || line.contains("SLF4J"));
            assertThatThrownBy(() -> RawHttp.connect(port)).isInstanceOf(ConnectException.class);
        }
    }
}
