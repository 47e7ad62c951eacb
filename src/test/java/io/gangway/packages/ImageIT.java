package io.gangway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.util.ajax.JSON;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container image, made by its script from the jars in {@code target}. No container engine is needed: as root, it
 * is run with what such an engine uses, by {@code src/test/packages/in-image}.
 */
class ImageIT {
    private static final Path BUILD = Path.of("src/main/packages/image/build").toAbsolutePath();
    private static final Path IN_IMAGE = Path.of("src/test/packages/in-image").toAbsolutePath();
    /** An engine, too, lets the user open the pipe of stdout. */
    private static final String BESIDE =
            "chown 65532 /proc/self/fd/1 && exec nsenter --target=$0 --mount --pid --root --wd"
                    + " --setuid=65532 --setgid=65532 \"$@\"";

    private static final long MAX_BYTES = 75_000_000;

    @TempDir
    private static Path directory;

    private static Path image;
    private static Path root;
    private static Map<?, ?> config;

    @BeforeAll
    static void build() throws Exception {
        assume("apt-get");
        assume("dpkg-deb");
        Path target = Files.createDirectory(directory.resolve("target"));
        for (String jar : List.of("gangway.jar", "gangway-otel.jar", "gangway-brotli.jar")) {
            Files.copy(Path.of("target", jar), target.resolve(jar));
        }
        Process build = start(BUILD.toString(), "1.2.3", "2026-11-01T00:00:00Z", target.toString());
        String text = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assumptions.assumeFalse(text.contains("could not download the Debian packages"), text);
        assertThat(build.waitFor()).as(text).isZero();
        image = target.resolve("gangway-1.2.3-image.tar");
        unpack();
    }

    private static void unpack() throws Exception {
        Path layout = Files.createDirectory(directory.resolve("layout"));
        run("tar", "-xf", image.toString(), "-C", layout.toString());
        Map<?, ?> manifest =
                blob(layout, first(json(layout.resolve("index.json")).get("manifests")));
        config = blob(layout, manifest.get("config"));
        root = Files.createDirectory(directory.resolve("root"));
        for (Object layer : (Object[]) manifest.get("layers")) {
            run("tar", "-xzf", file(layout, layer).toString(), "-C", root.toString());
        }
    }

    @Test
    void it_is_small() throws IOException {
        assertThat(Files.size(image)).isLessThan(MAX_BYTES);
    }

    @Test
    void each_blob_has_the_name_of_its_content() throws Exception {
        try (Stream<Path> blobs = Files.list(directory.resolve("layout/blobs/sha256"))) {
            assertThat(blobs)
                    .hasSize(6)
                    .allSatisfy(blob -> assertThat(HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(blob))))
                            .isEqualTo(blob.getFileName().toString()));
        }
    }

    @Test
    void it_says_how_it_is_run() {
        Map<?, ?> run = (Map<?, ?>) config.get("config");
        assertThat(run.get("User")).isEqualTo("65532");
        assertThat(run.get("StopSignal")).isEqualTo("SIGQUIT");
        assertThat(run.get("WorkingDir")).isEqualTo("/");
        assertThat(((Map<?, ?>) run.get("ExposedPorts")).containsKey("8080/tcp"))
                .isTrue();
        assertThat(((Map<?, ?>) run.get("Labels")).get("org.opencontainers.image.version"))
                .isEqualTo("1.2.3");
    }

    @Test
    void it_has_no_shell_and_belongs_to_root() throws Exception {
        assertThat(run("find", root.toString(), "-name", "*sh", "-type", "f", "-perm", "/111"))
                .isEmpty();
        assertThat(run("find", root.toString(), "-perm", "/6000")).isEmpty();
        assertThat(root.resolve("usr/bin")).isDirectoryContaining(path -> path.endsWith("dumb-init"));
    }

    @Test
    void scanners_find_its_packages() throws IOException {
        assertThat(root.resolve("var/lib/dpkg/status.d/libc6")).content().contains("Package: libc6\n", "Version: ");
        assertThat(root.resolve("etc/os-release")).content().contains("ID=");
        assertThat(root.resolve("etc/ssl/certs/ca-certificates.crt")).content().contains("BEGIN CERTIFICATE");
    }

    @Test
    void other_programs_read_it() throws Exception {
        assume("skopeo");
        assume("umoci");

        assertThat(run("skopeo", "inspect", "oci-archive:" + image + ":1.2.3")).contains("\"Architecture\": \"");
        assertThat(run("umoci", "stat", "--image", directory.resolve("layout") + ":1.2.3"))
                .contains("LAYER");
    }

    @Test
    void it_starts_reloads_and_stops_as_nginx_does() throws Exception {
        int port = FreePorts.next();
        Path site = root.resolve("etc/gangway/conf.d/default.conf");
        Files.writeString(site, Files.readString(site).replace("8080;", port + ";"));
        Path said = directory.resolve("said.txt");
        Process engine = new ProcessBuilder(command(args("Entrypoint"), args("Cmd")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                skipWithoutRoot(engine, said);
                return Files.readString(said).contains("start worker processes");
            });
            assertThat(RawHttp.get(port, "/").body()).contains("<h1>Gangway is running</h1>");
            assertThat(RawHttp.get(port, "/ready").status()).isEqualTo(200);

            long init = engine.children().findFirst().orElseThrow().pid();
            assertThat(in(init, healthCheck())).endsWith(": responds\n");
            in(init, "/opt/java/bin/java", "-Xshare:on", "-jar", "/opt/gangway/lib/gangway.jar", "-s", "reload");
            awaitReloads(said, 1);
            run("/bin/sh", "-c", "kill -s HUP " + init);
            awaitReloads(said, 2);
            run("/bin/sh", "-c", "kill -s QUIT " + init);

            assertThat(engine.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(engine.exitValue()).as(Files.readString(said)).isZero();
            assertThat(said).content().contains("\"GET / HTTP/1.1\" 200", "(SIGQUIT) received, shutting down");
        } finally {
            engine.descendants().forEach(ProcessHandle::destroyForcibly);
            engine.destroyForcibly();
        }
    }

    /** Status 77: this machine does not let the test act as an engine. */
    private static void skipWithoutRoot(Process engine, Path said) throws IOException {
        if (!engine.isAlive()) {
            String text = Files.readString(said);
            Assumptions.assumeFalse(engine.exitValue() == 77, text);
            assertThat(engine.isAlive()).as(text).isTrue();
        }
    }

    private static String[] healthCheck() {
        Object[] test = (Object[]) ((Map<?, ?>) ((Map<?, ?>) config.get("config")).get("Healthcheck")).get("Test");
        return strings(Arrays.copyOfRange(test, 1, test.length));
    }

    private static String[] args(String field) {
        return strings((Object[]) ((Map<?, ?>) config.get("config")).get(field));
    }

    private static String[] strings(Object... values) {
        return Arrays.stream(values).map(String::valueOf).toArray(String[]::new);
    }

    private static List<String> command(String[]... parts) {
        List<String> command = new ArrayList<>(List.of(IN_IMAGE.toString(), root.toString()));
        Arrays.stream(parts).map(List::of).forEach(command::addAll);
        return command;
    }

    private static void awaitReloads(Path said, int count) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(said).split("reconfiguring is done", -1).length > count);
    }

    /** Runs a command beside a process, as {@code docker exec} does. */
    private static String in(long pid, String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", BESIDE, Long.toString(pid)));
        all.addAll(List.of(command));
        return run(all.toArray(String[]::new));
    }

    private static Map<?, ?> blob(Path layout, Object descriptor) throws IOException {
        return json(file(layout, descriptor));
    }

    private static Path file(Path layout, Object descriptor) {
        String digest = (String) ((Map<?, ?>) descriptor).get("digest");
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    private static Object first(Object array) {
        return ((Object[]) array)[0];
    }

    private static Map<?, ?> json(Path file) throws IOException {
        return (Map<?, ?>) new JSON().fromJSON(Files.readString(file));
    }

    private static void assume(String program) {
        Assumptions.assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, program))),
                "no " + program);
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = start(command);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), text).isZero();
        return text;
    }
}
