package io.gangway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Debian package, made by its script from what the build has put into {@code target}. It is unpacked, not
 * installed: {@code src/test/packages/deb-in-container} does that.
 */
class DebIT {
    private static final Path SOURCE = Path.of("src/main/packages/deb").toAbsolutePath();
    private static final List<String> PARTS =
            List.of("gangway.jar", "gangway-otel.jar", "gangway-brotli.jar", "gangway-cluster.jar", "manual", "webapp");

    @TempDir
    private static Path directory;

    private static Path deb;
    private static Path tree;

    @BeforeAll
    static void build() throws Exception {
        assume("dpkg-deb");
        deb = build("first");
        tree = directory.resolve("tree");
        run("dpkg-deb", "-x", deb.toString(), tree.toString());
        run("dpkg-deb", "-e", deb.toString(), tree.resolve("DEBIAN").toString());
    }

    private static Path build(String name) throws Exception {
        Path target = Files.createDirectory(directory.resolve(name));
        for (String part : PARTS) {
            Files.createSymbolicLink(
                    target.resolve(part), Path.of("target", part).toAbsolutePath());
        }
        run(
                SOURCE.resolve("build").toString(),
                "1.2.3-SNAPSHOT",
                "2026-11-01T00:00:00Z",
                target.toString(),
                "A & B <a@gangway.example>",
                "https://gangway.example/x");
        return target.resolve("gangway_1.2.3~snapshot_all.deb");
    }

    @Test
    void it_says_what_it_is_and_needs() throws Exception {
        assertThat(run("dpkg-deb", "-f", deb.toString()))
                .contains("Package: gangway\n", "Version: 1.2.3~snapshot\n", "Architecture: all\n")
                .contains("Maintainer: A & B <a@gangway.example>\n", "Homepage: https://gangway.example/x\n")
                .contains("java17-runtime-headless");
        assertThat(tree.resolve("DEBIAN/conffiles"))
                .hasContent("/etc/gangway/conf.d/default.conf\n/etc/gangway/gangway.conf\n/etc/gangway/mime.types\n"
                        + "/etc/logrotate.d/gangway\n");
    }

    @Test
    void the_same_sources_make_the_same_bytes() throws Exception {
        assertThat(build("second")).hasSameBinaryContentAs(deb);
    }

    @Test
    void lintian_finds_nothing() throws Exception {
        assume("lintian");

        assertThat(run("lintian", "--fail-on", "none", "--pedantic", deb.toString())
                        .lines()
                        .filter(line -> line.matches("[EWIP]: .*")))
                .isEmpty();
    }

    @Test
    void systemd_accepts_the_unit() throws Exception {
        assume("systemd-analyze");
        Path unit = directory.resolve("gangway.service");
        String text = Files.readString(tree.resolve("usr/lib/systemd/system/gangway.service"));
        Files.writeString(
                unit,
                text.replace(
                        "/usr/bin/gangway",
                        tree.resolve("usr/share/gangway/bin/gangway").toString()));

        assertThat(run("systemd-analyze", "verify", "--man=no", unit.toString()))
                .isEmpty();
    }

    @Test
    void manuals_and_completion_are_where_the_system_looks_for_them() {
        assertThat(Stream.of(
                        "usr/share/man/man8/gangway.8.gz",
                        "usr/share/man/man5/gangway.conf.5.gz",
                        "usr/share/bash-completion/completions/gangway",
                        "usr/share/zsh/vendor-completions/_gangway",
                        "usr/share/fish/vendor_completions.d/gangway.fish"))
                .allSatisfy(file -> assertThat(tree.resolve(file)).isNotEmptyFile());
    }

    /** The service's own configuration and options; its absolute paths are below the tree, and its port is a free one. */
    @Test
    void it_serves_its_page_and_tells_systemd_when_it_is_ready() throws Exception {
        int port = FreePorts.next();
        Path etc = tree.resolve("etc/gangway");
        for (String file : new String[] {"gangway.conf", "conf.d/default.conf"}) {
            String text = Files.readString(etc.resolve(file));
            Files.writeString(
                    etc.resolve(file),
                    text.replaceAll("(?<= )/(usr|var|run)/", tree + "/$1/").replaceAll("80;", port + ";"));
        }
        Files.createDirectories(tree.resolve("var/log/gangway"));
        Files.createDirectories(tree.resolve("var/cache/gangway"));
        Files.createDirectories(tree.resolve("run/gangway"));
        Path said = directory.resolve("said.txt");
        Path notify = Files.createDirectory(directory.resolve("bin")).resolve("systemd-notify");
        Path notified = directory.resolve("notified.txt");
        Files.writeString(notify, "#!/bin/sh\necho \"$@\" >>" + notified + "\n");
        assertThat(notify.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder(
                        tree.resolve("usr/bin/gangway").toString(), "-p", etc.toString(), "-c", "gangway.conf")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("NOTIFY_SOCKET", "/nonexistent");
        builder.environment().put("GANGWAY_CDS", "off");
        builder.environment().merge("PATH", notify.getParent().toString(), (path, bin) -> bin + ":" + path);
        Process gangway = builder.start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                assertThat(gangway.isAlive()).as(Files.readString(said)).isTrue();
                return Files.exists(notified) && Files.size(notified) > 0;
            });

            assertThat(notified).hasContent("--ready --pid=" + gangway.pid() + "\n");
            assertThat(RawHttp.get(port, "/").body()).contains("<h1>Gangway is running</h1>");
            run("/bin/sh", "-c", "kill -s QUIT " + gangway.pid());
            assertThat(gangway.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(gangway.exitValue()).isZero();
        } finally {
            gangway.descendants().forEach(ProcessHandle::destroyForcibly);
            gangway.destroyForcibly();
        }
    }

    private static void assume(String program) {
        Assumptions.assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, program))),
                "no " + program);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), text).isZero();
        return text;
    }
}
