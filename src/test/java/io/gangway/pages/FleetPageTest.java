package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import io.gangway.config.Directive;
import io.gangway.config.Module;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
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

    /** With {@code affinity: cookie}: a client that sends the cookie comes back to its server. */
    @Test
    void what_an_ingress_becomes_passes_websockets_and_keeps_sessions() throws IOException {
        String text = Page.read(PAGE.toString()).blocks("nginx").stream()
                .map(Page.Block::text)
                .filter(block -> block.contains("sticky cookie route"))
                .findFirst()
                .orElseThrow();
        try (ScriptedUpstream one = ScriptedUpstream.start(WebSocketPeer.echo());
                ScriptedUpstream two = ScriptedUpstream.start(WebSocketPeer.echo());
                Site site = Site.of("events { }\nhttp {\n"
                        + text.replace("10.0.0.11:8080", one.address())
                                .replace("10.0.0.12:8080", two.address())
                                .replace("listen 8080", "listen 127.0.0.1:%{port}")
                        + "\n}\n");
                GangwayServer server = GangwayServer.start(site)) {
            String cookie = echoed(site).field("Set-Cookie");
            assertThat(cookie).startsWith("route=").containsIgnoringCase("path=/ws");
            for (int i = 0; i < 3; i++) {
                echoed(site, "Cookie: " + cookie.split(";")[0]);
            }

            assertThat(List.of(one.requests().size(), two.requests().size())).containsExactlyInAnyOrder(0, 4);
        }
    }

    private static RawResponse echoed(Site site, String... fields) throws IOException {
        try (WebSocketPeer client = WebSocketPeer.connect(site.port(), "/ws", fields)) {
            client.send("hello");
            assertThat(client.read().text()).isEqualTo("hello");
            return client.handshake();
        }
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
