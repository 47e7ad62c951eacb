package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import io.gangway.config.Directive;
import io.gangway.config.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sections of docs/fleet.md on stopping, Kubernetes and ingress-nginx. The other claims are the tests of
 * {@code RebalanceTest}, {@code ReadyTest} and {@code KubernetesTest}.
 */
class FleetPageTest {
    private static final Path PAGE = Path.of("docs/fleet.md");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final Pattern FILE = Pattern.compile("\\]\\(\\.\\./(etc/kubernetes/[\\w.-]+)\\)");

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> an_example_is_valid() throws IOException {
        return Page.read(PAGE.toString()).blocks("nginx").stream()
                .map(Page.Block::text)
                .filter(text -> !text.contains("zone_sync"))
                .map(text -> DynamicTest.dynamicTest(text, () -> {
                    boolean whole = text.contains("http {");
                    Path file = Files.writeString(
                            directory.resolve("nginx.conf"), whole ? text : "events { }\nhttp {\n" + text + "\n}\n");
                    Configuration.Loaded loaded =
                            Configuration.ofModules().withoutNames().load(new Environment(directory, file, null, ""));
                    loaded.generation().close();
                    assertThat(loaded.warnings()).isEmpty();
                }));
    }

    @Test
    void what_replaces_an_annotation_is_a_directive() throws IOException {
        Set<String> known = ServiceLoader.load(Module.class).stream()
                .flatMap(module -> module.get().directives().stream())
                .map(Directive::name)
                .collect(Collectors.toSet());
        List<String> words = new ArrayList<>();
        String section =
                Files.readString(PAGE).split("\n## From ingress-nginx\n")[1].split("\n## ")[0];
        section.lines().filter(line -> line.startsWith("| `")).forEach(row -> {
            Matcher code = CODE.matcher(row.substring(row.lastIndexOf(" | ")));
            while (code.find()) {
                words.add(code.group(1).split("[ ;]")[0]);
            }
        });

        words.remove("service=");
        assertThat(words)
                .hasSizeGreaterThan(30)
                .allSatisfy(word -> assertThat(known).contains(word));
    }

    @Test
    void all_files_of_kubernetes_are_explained() throws IOException {
        List<String> named = FILE.matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();
        try (Stream<Path> files = Files.list(Path.of("etc/kubernetes"))) {
            assertThat(files.map(Path::toString).filter(file -> !file.endsWith("kustomization.yaml")))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
    }
}
