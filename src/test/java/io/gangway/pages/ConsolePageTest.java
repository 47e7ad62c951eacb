package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/console.md}: what it says about filters and keys is what the page does; its configuration is valid. */
class ConsolePageTest {
    private static final Path SOURCES = Path.of("src/main/resources/io/gangway/console/page/js");
    private static final Path PAGE = Path.of("docs/console.md");

    @TempDir
    private Path directory;

    @Test
    void it_names_all_fields_of_the_filters() throws Exception {
        String text = Files.readString(PAGE);

        assertThat(text).contains("`" + String.join(" ", fields("view-tunnels.js")) + "`");
        assertThat(text).contains("`" + String.join(" ", fields("view-closes.js")) + "`");
    }

    private static List<String> fields(String source) throws Exception {
        String text = Files.readString(SOURCES.resolve(source));
        String fields = text.substring(text.indexOf("const FIELDS"), text.indexOf("};", text.indexOf("const FIELDS")));
        return all("(?m)^  (\\w+): ", fields);
    }

    @Test
    void it_names_all_keys_of_the_overlay() throws Exception {
        String text = Files.readString(PAGE);
        String page = text.substring(text.indexOf("## Keys"), text.indexOf("Lists are ARIA"));
        List<String> keys = all("\\['([^',]{1,9})', '", Files.readString(SOURCES.resolve("keys.js")));

        assertThat(keys).hasSizeGreaterThan(8);
        for (String key : keys) {
            for (String each : key.split("  | – ")) {
                assertThat(page).contains("`" + each + "`");
            }
        }
    }

    @Test
    void its_configuration_is_valid() throws Exception {
        List<Page.Block> blocks = Page.read(PAGE.toString()).blocks("nginx");
        for (Page.Block block : blocks) {
            Path file =
                    Files.writeString(directory.resolve("nginx.conf"), "events { }\nhttp {\n" + block.text() + "}\n");
            try (Gangway read = Gangway.builder().file(file).logs(directory).read()) {
                assertThat(read.warnings()).isEmpty();
            }
        }
        assertThat(blocks).isNotEmpty();
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
