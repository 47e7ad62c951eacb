package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.conf.Parser;
import io.gangway.conf.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The messages of nginx 1.30.6 for invalid and dubious configurations, word for word; of directives that nginx lacks, our
 * own. In {@code core/refused.txt} each
 * case has a heading, optionally the argument of {@code -g}, the file, a dashed line, and nginx's messages or {@code
 * fine}.
 */
class RefusedConfigurationsTest {
    private record Case(String name, String globals, String text, List<String> expected) {}

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> messages_equal_those_of_nginx() throws IOException {
        return cases().stream().map(c -> DynamicTest.dynamicTest(c.name, () -> check(c)));
    }

    /** What {@code gangway check} finds first is nginx's error, unless that is about more than a directive. */
    @TestFactory
    Stream<DynamicTest> reading_all_directives_finds_no_other_error() throws IOException {
        return cases().stream()
                .filter(c -> c.globals.isEmpty())
                .map(c -> DynamicTest.dynamicTest(
                        c.name, () -> assertThat(c.expected).as(c.text).containsAll(firstError(c))));
    }

    private List<String> firstError(Case each) throws IOException {
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, each.text, StandardCharsets.ISO_8859_1);
        Environment environment = new Environment(directory, file, null, "");
        Tree tree = Parser.file(Environment.bytes(file));
        return Configuration.ofModules().readAll(environment, tree).stream()
                .filter(directive -> directive.error() != null)
                .map(directive -> "[emerg] " + plain(directive.error().getMessage()))
                .limit(1)
                .toList();
    }

    private void check(Case each) throws IOException {
        Files.createDirectories(directory.resolve("logs"));
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, each.text, StandardCharsets.ISO_8859_1);
        assertThat(messages(new Environment(directory, file, null, each.globals)))
                .as(each.text)
                .isEqualTo(each.expected);
    }

    private List<String> messages(Environment environment) {
        List<String> lines = new ArrayList<>();
        try {
            Configuration.Loaded loaded = Configuration.ofModules().load(environment);
            loaded.generation().close();
            loaded.warnings().forEach(warning -> lines.add("[warn] " + plain(warning)));
        } catch (ConfException e) {
            lines.add("[emerg] " + plain(e.getMessage()));
        }
        return lines.isEmpty() ? List.of("fine") : lines;
    }

    private String plain(String message) {
        return message.replace(directory + "/", "%{dir}/");
    }

    private static List<Case> cases() throws IOException {
        String all;
        try (InputStream in = RefusedConfigurationsTest.class.getResourceAsStream("/core/refused.txt")) {
            all = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        List<Case> cases = new ArrayList<>();
        for (String text : all.split("(?m)^## ")) {
            if (!text.isBlank()) {
                cases.add(one(text));
            }
        }
        return cases;
    }

    private static Case one(String text) {
        int heading = text.indexOf('\n');
        int dashes = text.indexOf("\n---\n");
        String file = text.substring(heading + 1, dashes + 1);
        String globals = "";
        if (file.startsWith("-g ")) {
            int end = file.indexOf('\n');
            globals = file.substring(3, end);
            file = file.substring(end + 1);
        }
        List<String> expected = text.substring(dashes + 5)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return new Case(text.substring(0, heading), globals, file, expected);
    }
}
