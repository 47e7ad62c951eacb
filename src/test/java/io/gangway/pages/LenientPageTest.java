package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.conf.Absence;
import io.gangway.conf.Omission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/lenient.md} says. */
class LenientPageTest {
    private static final Path PAGE = Path.of("docs/lenient.md");
    private static final Pattern CODE = Pattern.compile("`([a-zA-Z0-9_]+)`");

    @TempDir
    private Path directory;

    private static String block(String language) throws Exception {
        return Files.readString(PAGE).split("```" + language + "\n")[1].split("```")[0];
    }

    private static List<Omission> omissions(String text) {
        return CODE.matcher(text)
                .results()
                .map(code -> Absence.of(code.group(1)).orElseThrow(() -> new AssertionError(code.group(1))))
                .map(Absence::omission)
                .distinct()
                .toList();
    }

    @Test
    void the_example_prints_these_lines() throws Exception {
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, block("nginx").replace("/srv/www", directory.toString()));
        try (Gangway gangway =
                Gangway.builder().file(file).logs(directory).lenient().read()) {
            assertThat(gangway.warnings().stream()
                            .map(warning -> "gangway: [warn] " + warning.replace(file.toString(), "nginx.conf")))
                    .containsExactlyElementsOf(block("text").lines().toList());
        }
    }

    @Test
    void each_directive_is_treated_as_its_row_says() throws Exception {
        List<String> rows = Files.readString(PAGE)
                .lines()
                .filter(line -> line.startsWith("| "))
                .toList();
        String settings = row(rows, "| blocks and settings");
        String responding = row(rows, "| what responds to requests");
        String defining = row(rows, "| what defines variables");

        assertThat(omissions(settings)).containsExactly(Omission.LEAVES);
        assertThat(omissions(responding)).containsExactly(Omission.RESPONDS);
        assertThat(omissions(defining)).containsExactly(Omission.DEFINES);
    }

    /** The first cell. */
    private static String row(List<String> rows, String start) {
        return rows.stream()
                .filter(row -> row.startsWith(start))
                .findFirst()
                .orElseThrow()
                .split(" \\| ")[0];
    }

    @Test
    void what_is_never_left_out_restricts() throws Exception {
        String[] items =
                Files.readString(PAGE).split("## What is never left out")[1].split("\n- ");

        for (int i = 1; i <= 3; i++) {
            assertThat(omissions(items[i])).as(items[i]).containsExactly(Omission.RESTRICTS);
        }
    }
}
