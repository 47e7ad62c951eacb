package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options that {@code bin/gangway} gives to a JVM; here a script that prints them. */
class LauncherFlagsTest {
    private static final String MEMORY = "/sys/fs/cgroup/memory";

    @TempDir
    private Path directory;

    private Path jdk;
    private Path lib;

    @BeforeEach
    void install() throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Files.copy(Path.of("bin/gangway"), bin.resolve("gangway"), StandardCopyOption.COPY_ATTRIBUTES);
        lib = Files.createDirectory(directory.resolve("lib"));
        Files.setLastModifiedTime(Files.writeString(lib.resolve("gangway.jar"), "jar"), FileTime.fromMillis(1_000_000));
        jdk = directory.resolve("jdk");
        release("17.0.15");
        Path java = Files.createDirectory(jdk.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    private void release(String version) throws IOException {
        Files.createDirectories(jdk);
        Files.writeString(
                jdk.resolve("release"),
                "IMPLEMENTOR=\"Acme\"\nJAVA_RUNTIME_VERSION=\"" + version + "\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private List<String> flags(Map<String, String> environment, String... prefix) throws Exception {
        String[] command = Stream.concat(
                        Stream.of(prefix),
                        Stream.of(directory.resolve("bin/gangway").toString(), "-v"))
                .toArray(String[]::new);
        ProcessBuilder gangway = new ProcessBuilder(command).redirectErrorStream(true);
        gangway.environment().remove("JAVA_OPTS");
        gangway.environment().remove("GANGWAY_CDS");
        gangway.environment().put("JAVA_HOME", jdk.toString());
        gangway.environment().putAll(environment);
        Process process = gangway.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    @Test
    void the_heap_is_bounded() throws Exception {
        assertThat(flags(Map.of()))
                .contains("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")
                .anyMatch(flag -> flag.matches("-Xmx([1-9][0-9]|[1-4][0-9][0-9]|50[0-9]|51[0-2])m"))
                .noneMatch(flag -> flag.contains("AOT") || flag.contains("Compact"));
    }

    @Test
    void options_of_the_user_replace_bound_and_collector() throws Exception {
        for (String size : new String[] {"-Xmx4g", "-Xms1g", "-XX:MaxHeapSize=4g", "-XX:MaxRAMPercentage=50"}) {
            assertThat(flags(Map.of("JAVA_OPTS", size + " -XX:+UseG1GC")))
                    .contains(size, "-XX:+UseG1GC")
                    .doesNotContain("-XX:+UseSerialGC")
                    .noneMatch(flag -> flag.matches("-Xmx.*m"));
        }
    }

    @Test
    void the_limit_of_a_control_group_bounds_the_heap() throws Exception {
        Path group =
                Path.of(Files.isDirectory(Path.of(MEMORY)) ? MEMORY : "/sys/fs/cgroup", "gangway-test-" + hashCode());
        try {
            Files.createDirectory(group);
            Path limit = group.resolve(group.startsWith(MEMORY) ? "memory.limit_in_bytes" : "memory.max");
            Files.writeString(limit, Long.toString(256L << 20));
        } catch (IOException e) {
            Files.deleteIfExists(group);
            Assumptions.abort("control groups are not writable here: " + e);
        }
        try {
            String enter = "echo $$ >" + group + "/cgroup.procs; exec \"$@\"";
            assertThat(flags(Map.of(), "/bin/sh", "-c", enter, "sh")).contains("-Xmx104m");
            String below = "mkdir " + group + "/a; echo $$ >" + group + "/a/cgroup.procs; \"$@\"; s=$?;" + " echo $$ >"
                    + group.getParent() + "/cgroup.procs; rmdir " + group + "/a; exit $s";
            assertThat(flags(Map.of(), "/bin/sh", "-c", below, "sh")).contains("-Xmx104m");
        } finally {
            Files.delete(group);
        }
    }

    @Test
    void java_25_gets_compact_headers_and_its_aot_cache() throws Exception {
        release("25.0.3+9");
        assertThat(flags(Map.of())).noneMatch(flag -> flag.contains("AOT") || flag.contains("Compact"));

        Path cache = archive("gangway-Acme-25.0.3+9.aot");

        assertThat(flags(Map.of()))
                .contains("-XX:AOTCache=" + cache.toRealPath(), "-XX:AOTMode=auto", "-XX:+UseCompactObjectHeaders");
        assertThat(flags(Map.of("GANGWAY_CDS", "off"))).noneMatch(flag -> flag.contains("AOT"));
        release("17.0.15");
        assertThat(flags(Map.of())).noneMatch(flag -> flag.contains("AOT") || flag.contains("SharedArchiveFile"));
    }

    @Test
    void java_17_gets_its_class_data_archive() throws Exception {
        Path archive = archive("gangway-Acme-17.0.15.jsa");

        assertThat(flags(Map.of())).contains("-XX:SharedArchiveFile=" + archive.toRealPath());
    }

    /** An archive has the time of its jar. A newer release may have been built before the archive of an older one was made. */
    @Test
    void an_archive_of_another_jar_is_not_used() throws Exception {
        Path archive = archive("gangway-Acme-17.0.15.jsa");
        FileTime jar = Files.getLastModifiedTime(archive);

        for (long seconds : new long[] {-1, 1}) {
            Files.setLastModifiedTime(archive, FileTime.from(jar.toInstant().plusSeconds(seconds)));
            assertThat(flags(Map.of())).noneMatch(flag -> flag.contains("SharedArchiveFile"));
        }
    }

    private Path archive(String name) throws IOException {
        Path archive = Files.writeString(lib.resolve(name), "archive");
        Files.setLastModifiedTime(archive, Files.getLastModifiedTime(lib.resolve("gangway.jar")));
        return archive;
    }
}
