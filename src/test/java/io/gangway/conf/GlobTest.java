package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "*, a.conf, true",
                "*.conf, a.conf, true",
                "*.conf, .conf, false",
                ".*, .conf, true",
                "?.conf, a.conf, true",
                "?.conf, ab.conf, false",
                "?conf, .conf, false",
                "a*b*c, aXbYbZc, true",
                "a*b*c, aXbYbZ, false",
                "**, a, true",
                "a*, a, true",
                "[ab], a, true",
                "[ab], c, false",
                "[!ab], c, true",
                "[^ab], a, false",
                "[a-c]x, bx, true",
                "[a-c]x, dx, false",
                "[c-a], b, false",
                "[]a], ], true",
                "[!]a], ], false",
                "[a-], -, true",
                "[[:digit:]]*, 10-a, true",
                "[[:digit:]]*, a10, false",
                "[[:upper:][:digit:]], A, true",
                "[[:nope:]], n, false",
                "[\\]], ], true",
                "[ab, [ab, true",
                "[ab, a, false",
                "\\*, *, true",
                "\\*, a, false",
                "a\\?, a?, true",
            })
    void a_segment_matches_as_in_glob(String pattern, String name, boolean expected) {
        assertThat(GlobPattern.matches(pattern, name)).isEqualTo(expected);
    }

    @Test
    void many_stars_cost_bounded_work() throws IOException {
        assertThat(GlobPattern.matches("*a".repeat(200) + "b", "a".repeat(2000)))
                .isFalse();
    }

    @Test
    void names_of_all_directories_are_sorted_and_keep_the_spelling_of_the_pattern(@TempDir Path directory)
            throws IOException {
        for (String name : List.of("b/2.conf", "b/10.conf", "a/\u00e9.conf", "a/Z.conf", "a/.x.conf")) {
            Files.createDirectories(directory.resolve(name).getParent());
            Files.createFile(directory.resolve(name));
        }

        assertThat(Glob.expand(directory + "/./*//*.conf"))
                .containsExactly(
                        directory + "/./a//Z.conf",
                        directory + "/./a//\u00c3\u00a9.conf",
                        directory + "/./b//10.conf",
                        directory + "/./b//2.conf");
    }

    @Test
    void a_missing_directory_has_no_names(@TempDir Path directory) throws IOException {
        assertThat(Glob.expand(directory + "/none/*")).isEmpty();
        assertThat(Glob.expand(directory + "/no[ne")).isEmpty();
    }
}
