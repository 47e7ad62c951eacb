package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.conf.ConfException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Configurations: each loads or is rejected with a message, quickly. */
final class ConfigurationTarget implements Target {
    private static final Path TESTS = Path.of("src/test/resources");
    private static final Path EXAMPLES = Path.of("etc/examples");
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Path directory = Files.createTempDirectory("fuzz");

    ConfigurationTarget() throws IOException {
        Files.createDirectory(directory.resolve("logs"));
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        try {
            for (Path file : files(EXAMPLES, ".conf")) {
                seeds.add(Files.readAllBytes(file));
            }
            for (Path file : files(TESTS.resolve("differential"), ".pairs")) {
                String pairs = Files.readString(file, StandardCharsets.ISO_8859_1);
                String config = pairs.split("(?m)^====", 2)[0].replaceAll("%\\{\\w+(:\\w+)?}", "127.0.0.1:8099");
                seeds.add(Bytes.of("events {} http {\n" + config + "\n}\n"));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return seeds;
    }

    private static List<Path> files(Path directory, String end) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    @Override
    public List<byte[]> words() {
        Set<String> words = new TreeSet<>(Set.of(
                ";",
                "{",
                "}",
                "\"",
                "'",
                "\\",
                "$",
                "${",
                "#",
                "#gangway ",
                "\n",
                " ",
                "~ ",
                "~* ",
                "^~ ",
                "= ",
                "@",
                "(",
                ")",
                "[",
                "*",
                "|",
                "if ($a) {",
                "include x;",
                "include *;",
                "http {",
                "server {",
                "location / {",
                "events {",
                "map $a $b {",
                "upstream u {",
                "on",
                "off",
                "1k",
                "1m",
                "10s",
                "-1",
                "99999999999999999999",
                "$uri",
                "$1",
                "unix:/x",
                "[::1]:80",
                "http://",
                "default"));
        for (byte[] seed : seeds()) {
            for (String word : Bytes.text(seed).split("[\\s;{}]+")) {
                if (word.length() < 40 && !word.isEmpty()) {
                    words.add(word);
                }
            }
        }
        return words.stream().map(Bytes::of).toList();
    }

    @Override
    public void run(byte[] input) throws IOException {
        Path file = directory.resolve("nginx.conf");
        Files.write(file, input);
        long start = System.nanoTime();
        try (Gangway gangway =
                Gangway.builder().file(file).logs(directory.resolve("logs")).read()) {
            assertThat(gangway.warnings()).isNotNull();
        } catch (ConfException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception", "java.");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
