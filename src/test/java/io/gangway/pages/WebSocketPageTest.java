package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.config.Configuration;
import io.gangway.config.Context;
import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.websocket.MessageHooks;
import io.gangway.websocket.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/websocket.md}: a section for each directive, with valid examples and correct defaults. */
class WebSocketPageTest {
    private static final Path PAGE = Path.of("docs/websocket.md");

    private static final Pattern SECTION = Pattern.compile("(?m)^## (websocket_\\w+)$");
    private static final Pattern SYNTAX = Pattern.compile("(?m)^- Syntax: `(websocket_\\w+) .*;`$");
    private static final Pattern DEFAULT = Pattern.compile("(?m)^- Default: `((websocket_\\w+) .*;)`$");

    @TempDir
    private Path directory;

    private static List<Directive<?>> directives() {
        return Configuration.ofModules().directives().all().stream()
                .filter(directive -> directive.name().startsWith("websocket_"))
                .toList();
    }

    private static List<MatchResult> matches(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(PAGE)).results().toList();
    }

    @Test
    void it_has_a_section_for_each_directive() throws IOException {
        List<String> names = directives().stream().map(Directive::name).toList();

        assertThat(matches(SECTION)).extracting(found -> found.group(1)).containsExactlyInAnyOrderElementsOf(names);
        assertThat(matches(SYNTAX)).extracting(found -> found.group(1)).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void its_syntax_matches_the_declarations() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(directives())
                .map(directive -> directive.text().syntax())
                .filteredOn(forms -> forms.size() == 1)
                .hasSizeGreaterThan(5)
                .allSatisfy(forms -> assertThat(page).contains("- Syntax: `" + forms.get(0) + "`\n"));
    }

    @Test
    void directives_are_allowed_in_http_server_and_location_or_in_upstream() {
        assertThat(directives())
                .allSatisfy(directive -> assertThat(directive.contexts())
                        .isEqualTo(
                                isOfUpstream(directive)
                                        ? Set.of(Context.UPSTREAM)
                                        : Set.of(Context.HTTP, Context.SERVER, Context.LOCATION)));
    }

    private static boolean isOfUpstream(Directive<?> directive) {
        return directive.name().equals("websocket_rebalance");
    }

    @TestFactory
    Stream<DynamicTest> an_example_is_valid() throws IOException {
        return Page.read(PAGE.toString()).blocks("nginx").stream()
                .map(Page.Block::text)
                .map(text -> DynamicTest.dynamicTest(text, () -> read(text, new Settings(List.of()))));
    }

    @TestFactory
    Stream<DynamicTest> a_default_is_correct() throws IOException {
        return matches(DEFAULT).stream()
                .map(found -> DynamicTest.dynamicTest(found.group(1), () -> {
                    Directive<?> directive = directives().stream()
                            .filter(each -> each.name().equals(found.group(2)))
                            .findFirst()
                            .orElseThrow();
                    if (isOfUpstream(directive)) {
                        read("upstream u { server 127.0.0.1; " + found.group(1) + " }", new Settings(List.of()));
                        assertThat(found.group(1)).isEqualTo("websocket_rebalance off;");
                        return;
                    }
                    Settings none = new Settings(List.of(directive));
                    Settings written = new Settings(List.of(directive));

                    read("server { listen 80; }", none);
                    read("server { listen 80; " + found.group(1) + " }", written);

                    assertThat(written.values).hasSize(1).isEqualTo(none.values);
                }));
    }

    private void read(String http, Module module) throws IOException {
        Path file = Files.writeString(directory.resolve("nginx.conf"), "events {}\nhttp {\n" + http + "\n}\n");
        MessageHooks hooks = new MessageHooks().add("room", exchange -> Verdict::pass);
        try (Gangway gangway =
                Gangway.builder().file(file).module(hooks).module(module).read()) {
            assertThat(gangway.warnings()).isEmpty();
        }
    }

    /** Looks up directives in each server level. */
    private static final class Settings implements Module {
        private final List<Directive<?>> wanted;
        private final List<Object> values = new ArrayList<>();

        Settings(List<Directive<?>> wanted) {
            this.wanted = wanted;
        }

        @Override
        public List<Directive<?>> directives() {
            return List.of();
        }

        @Override
        public void compose(LocationBuilder location) {
            wanted.forEach(directive -> values.add(location.get(directive)));
        }
    }
}
