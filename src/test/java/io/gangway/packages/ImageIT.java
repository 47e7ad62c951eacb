package io.gangway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
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

    /** Of the unpacked files, as engines list images. */
    private static final long MAX_BYTES = 75_000_000;

    private static final List<String> JARS =
            List.of("gangway.jar", "gangway-otel.jar", "gangway-brotli.jar", "gangway-cluster.jar");
    /** Modules of which the jars have classes that Gangway does not use. */
    private static final Set<String> UNUSED =
            Set.of("java.desktop", "java.sql", "java.scripting", "java.security.jgss");

    private static final String SYNC = """
            stream {
                server {
                    listen 127.0.0.1:OWN;
                    zone_sync;
                    zone_sync_server 127.0.0.1:OWN;
                }
            }
            """;

    @TempDir
    private static Path directory;

    private static OciImage image;
    private static Path root;

    /** Two builds at a time, in different surroundings. */
    @BeforeAll
    static void build() throws Exception {
        assume("apt-get");
        assume("dpkg-deb");
        assume("strip");
        Process first = startBuild("first", "022", "C");
        Process second = startBuild("second of two", "077", "C.UTF-8");
        for (Process build : List.of(first, second)) {
            String text = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Assumptions.assumeFalse(text.contains("could not download the Debian packages"), text);
            assertThat(build.waitFor()).as(text).isZero();
        }
        image = unpack("first");
        root = Files.createDirectory(directory.resolve("root"));
        for (Object layer : image.layers()) {
            run("tar", "-xzf", image.file(layer).toString(), "-C", root.toString());
        }
    }

    private static Process startBuild(String name, String umask, String locale) throws IOException {
        Path target = Files.createDirectory(directory.resolve(name));
        for (String jar : JARS) {
            Files.copy(Path.of("target", jar), target.resolve(jar));
        }
        return start(
                "/bin/sh",
                "-c",
                "umask " + umask + " && LC_ALL=" + locale + " exec \"$0\" \"$@\"",
                BUILD.toString(),
                "1.2.3",
                "2026-11-01T00:00:00Z",
                target.toString());
    }

    private static Path archive(String name) {
        return directory.resolve(name).resolve("gangway-1.2.3-image.tar");
    }

    private static OciImage unpack(String name) throws Exception {
        Path layout = Files.createDirectory(directory.resolve("layout of " + name));
        run("tar", "-xf", archive(name).toString(), "-C", layout.toString());
        return new OciImage(layout);
    }

    @Test
    void it_is_small() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThan(MAX_BYTES);
        }
    }

    @Test
    void each_layer_but_the_class_data_archive_has_the_same_bytes_in_two_builds() throws Exception {
        OciImage other = unpack("second of two");

        assertThat(other.layers()).hasSize(4);
        assertThat(Arrays.copyOf(other.layers(), 3)).isEqualTo(Arrays.copyOf(image.layers(), 3));
        assertThat(run("tar", "-tzf", other.file(other.layers()[3]).toString()))
                .isEqualTo("opt/\nopt/java/\nopt/java/lib/\nopt/java/lib/server/\nopt/java/lib/server/classes.jsa\n");
    }

    @Test
    void its_runtime_has_each_module_that_the_jars_use() throws Exception {
        StringWriter said = new StringWriter();
        List<String> arguments =
                new ArrayList<>(List.of("--multi-release", "17", "--ignore-missing-deps", "--print-module-deps"));
        JARS.forEach(jar -> arguments.add(Path.of("target", jar).toString()));
        PrintWriter out = new PrintWriter(said);
        int status = ToolProvider.findFirst("jdeps").orElseThrow().run(out, out, arguments.toArray(String[]::new));

        assertThat(status).as(said.toString()).isZero();
        String modules = java("--list-modules").replaceAll("@.*", "");
        assertThat(said.toString().strip().split(","))
                .contains("java.naming")
                .allSatisfy(module -> assertThat(UNUSED.contains(module) || modules.contains(module + "\n"))
                        .as(module)
                        .isTrue());
    }

    @Test
    void its_heap_is_at_most_512_MB_and_leaves_memory_of_a_small_container() throws Exception {
        assertThat(maxHeapMegabytes("64g")).isEqualTo(512);
        assertThat(maxHeapMegabytes("1g")).isBetween(400L, 420L);
        assertThat(maxHeapMegabytes("256m")).isBetween(95L, 105L);
        assertThat(maxHeapMegabytes("32m")).isEqualTo(32);
    }

    private static long maxHeapMegabytes(String memory) throws Exception {
        String flags = java("-XX:MaxRAM=" + memory, "-XX:+PrintFlagsFinal", "-version");
        Matcher found = Pattern.compile(" MaxHeapSize += (\\d+)").matcher(flags);
        assertThat(found.find()).isTrue();
        return Long.parseLong(found.group(1)) >> 20;
    }

    /** The runtime of the image with the libraries of this machine. */
    private static String java(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(root.resolve("opt/java/bin/java").toString()));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    @Test
    void each_blob_has_the_name_of_its_content() throws Exception {
        try (Stream<Path> blobs = Files.list(image.layout().resolve("blobs/sha256"))) {
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
        Map<?, ?> run = image.config();
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

        assertThat(run("skopeo", "inspect", "oci-archive:" + archive("first") + ":1.2.3"))
                .contains("\"Architecture\": \"");
        assertThat(run("umoci", "stat", "--image", image.layout() + ":1.2.3")).contains("LAYER");
    }

    @Test
    void it_starts_reloads_and_stops_as_nginx_does() throws Exception {
        int port = listen();
        Path said = directory.resolve("said.txt");
        Process engine = startEngine(said);
        try {
            awaitStart(engine, said);
            assertThat(RawHttp.get(port, "/").body()).contains("<h1>Gangway is running</h1>");
            assertThat(RawHttp.get(port, "/ready").status()).isEqualTo(200);

            long init = engine.children().findFirst().orElseThrow().pid();
            assertThat(in(init, image.healthCheck())).endsWith(": responds\n");
            in(init, "/opt/java/bin/java", "-Xshare:on", "-jar", "/opt/gangway/lib/gangway.jar", "-s", "reload");
            awaitReloads(said, 1);
            run("/bin/sh", "-c", "kill -s HUP " + init);
            awaitReloads(said, 2);
            run("/bin/sh", "-c", "kill -s QUIT " + init);

            assertThat(engine.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(engine.exitValue()).as(Files.readString(said)).isZero();
            assertThat(said).content().contains("\"GET / HTTP/1.1\" 200", "(SIGQUIT) received, shutting down");
        } finally {
            end(engine);
        }
    }

    /** OpenShift gives each container a user of its own, in the group 0. */
    @Test
    void any_user_of_the_group_root_may_run_it() throws Exception {
        listen();
        String[] command = command(image.words("Entrypoint"), image.words("Cmd"), new String[] {"-t"})
                .toArray(String[]::new);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CONTAINER_USER", "1000710000:0");
        builder.environment().put("TMPFS", "");
        Process engine = builder.start();
        String text = new String(engine.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = engine.waitFor();
        Assumptions.assumeFalse(status == 77, text);

        assertThat(text).contains("test is successful");
        assertThat(status).isZero();
    }

    /** JGroups looks up classes by name, and uses fewer modules than its jar. It listens once it has found them. */
    @Test
    void it_can_be_a_node_of_a_cluster() throws Exception {
        listen();
        int node = FreePorts.next();
        Path main = root.resolve("etc/gangway/nginx.conf");
        Path zone = root.resolve("etc/gangway/conf.d/zone.conf");
        String before = Files.readString(main);
        Files.writeString(main, before + SYNC.replace("OWN", Integer.toString(node)));
        Files.writeString(zone, "limit_req_zone $arg_key zone=r:1m rate=1r/s sync;\n");
        Path said = directory.resolve("cluster.txt");
        Process engine = startEngine(said);
        try {
            awaitStart(engine, said);

            await().atMost(Duration.ofSeconds(60)).until(() -> accepts(node));
            assertThat(said).content().doesNotContain("zone_sync failed");
        } finally {
            Files.writeString(main, before);
            Files.delete(zone);
            end(engine);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Gives the server of the image a free port. */
    private static int listen() throws IOException {
        int port = FreePorts.next();
        Path site = root.resolve("etc/gangway/conf.d/default.conf");
        Files.writeString(site, Files.readString(site).replaceAll("listen +\\d+;", "listen " + port + ";"));
        return port;
    }

    private static Process startEngine(Path said) throws IOException {
        return new ProcessBuilder(command(image.words("Entrypoint"), image.words("Cmd")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .start();
    }

    private static void awaitStart(Process engine, Path said) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            skipWithoutRoot(engine, said);
            return Files.readString(said).contains("start worker processes");
        });
    }

    private static void end(Process engine) {
        engine.descendants().forEach(ProcessHandle::destroyForcibly);
        engine.destroyForcibly();
    }

    /** Status 77: this machine does not let the test act as an engine. */
    private static void skipWithoutRoot(Process engine, Path said) throws IOException {
        if (!engine.isAlive()) {
            String text = Files.readString(said);
            Assumptions.assumeFalse(engine.exitValue() == 77, text);
            assertThat(engine.isAlive()).as(text).isTrue();
        }
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
