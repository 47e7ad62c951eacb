package io.gangway.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.report.Report;
import io.gangway.report.ReportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output in {@code docs/check.md} is real. The system property {@code check.write} rewrites it. */
class CheckPageTest {
    private static final Path PAGE = Path.of("docs/check.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)<<'EOF'\n(.*?)EOF\n");

    @TempDir
    private Path directory;

    @Test
    void the_output_is_real() throws IOException {
        String page = Files.readString(PAGE);
        Matcher example = EXAMPLE.matcher(page);
        assertThat(example.find()).isTrue();
        Path file = Files.writeString(directory.resolve("nginx.conf"), example.group(1));
        Report report = new Checker(false).check(file.toString());
        String text = ReportFormat.TEXT.print(report).replace(file.toString(), "nginx.conf");
        String json = ReportFormat.JSON
                .print(report)
                .replaceFirst(".*\"summary\":", "\"summary\":")
                .replaceFirst("}\n$", "\n");

        String real = block(block(page, "text", text), "json", json);
        if (System.getProperty("check.write") != null) {
            Files.writeString(PAGE, real);
        }

        assertThat(PAGE)
                .as("to write it anew: mvn test -Dtest=CheckPageTest -Dcheck.write=yes")
                .content()
                .isEqualTo(real);
    }

    @Test
    void each_verdict_is_explained() throws IOException {
        assertThat(Files.readString(PAGE))
                .contains(DirectiveVerdict.texts().stream()
                        .map(text ->
                                "| `" + text.name() + "` | " + text.severity().word() + " |")
                        .toList());
    }

    private static String block(String page, String language, String content) {
        return Pattern.compile("(?s)(\n```" + language + "\n).*?(```\n)")
                .matcher(page)
                .replaceFirst(found -> Matcher.quoteReplacement(found.group(1) + content + found.group(2)));
    }
}
