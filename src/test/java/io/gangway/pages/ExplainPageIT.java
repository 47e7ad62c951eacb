package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ajax.JSON;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/explain.md}: its output is that of its commands. */
class ExplainPageIT {
    private static final Pattern OPTION = Pattern.compile("`(--?\\w+)[^`]*`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(.*?)` \\|");

    @TempDir
    private Path empty;

    /** Warnings go to stderr; the time and the version, which an error page contains, are not those of the page. */
    private static String comparable(String text) {
        return text.replaceAll("(?m)^gangway: \\[warn].*\n", "")
                .replaceAll("Date: .*", "Date: now")
                .replaceAll("Server: gangway/.*", "Server: gangway")
                .replaceAll("Content-Length: \\d+", "Content-Length: that of the error page");
    }

    @Test
    void its_commands_print_what_it_shows() throws Exception {
        List<Page.Block> shown = Page.read("docs/explain.md").blocks("text");
        try (Walk page = Walk.along("docs/explain.md", empty)) {
            String upgrade = page.next(
                            "bin/gangway explain -c etc/examples/vue-springboot.conf 'ws://localhost/xxxx/ws?token=1'")
                    .awaitExit();
            assertThat(comparable(upgrade)).isEqualTo(comparable(shown.get(0).text()));

            String cycle = page.next("bin/gangway explain -c etc/examples/vue-springboot.conf http://localhost/orders")
                    .awaitExit(1);
            assertThat(comparable(cycle)).isEqualTo(comparable(shown.get(1).text()));
            assertThat(page.directory().resolve("etc/examples/logs")).doesNotExist();
            assertThat(page.directory().resolve("logs")).doesNotExist();

            assertThat(options())
                    .hasSizeGreaterThan(8)
                    .allSatisfy(option -> assertThat(
                                    page.run("bin/gangway explain --help").awaitExit())
                            .contains(option));
            assertThat(namesOfThePage())
                    .containsExactlyInAnyOrderElementsOf(
                            names(page.run("bin/gangway explain -c etc/examples/cluster.conf --json /")
                                    .awaitExit()));
            page.run("bin/gangway explain -c etc/examples/cluster.conf ftp://localhost/")
                    .awaitExit(2);
            page.ends();
        }
    }

    private static List<String> options() throws IOException {
        return OPTION.matcher(section("## Options"))
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    private static List<String> namesOfThePage() throws IOException {
        return ROW.matcher(section("## JSON"))
                .results()
                .flatMap(found -> Pattern.compile("`, `").splitAsStream(found.group(1)))
                .toList();
    }

    private static Set<String> names(String json) {
        Set<String> names = new TreeSet<>();
        ((Map<?, ?>) new JSON().fromJSON(json)).forEach((name, value) -> {
            if (name.equals("result")) {
                ((Map<?, ?>) value).keySet().forEach(inner -> names.add("result." + inner));
            } else {
                names.add(name.toString());
            }
        });
        return names;
    }

    private static String section(String title) throws IOException {
        String text = Files.readString(Path.of("docs/explain.md"));
        int from = text.indexOf(title + "\n");
        int to = text.indexOf("\n## ", from + 1);
        return text.substring(from, to < 0 ? text.length() : to);
    }
}
