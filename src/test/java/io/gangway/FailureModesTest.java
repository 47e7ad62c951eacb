package io.gangway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** {@code docs/failure-modes.md} has one line per failure mode, and the tests that it names exist. */
class FailureModesTest {
    private static final Path TABLE = Path.of("docs/failure-modes.md");
    private static final Pattern LINE = Pattern.compile("(?m)^\\| (F\\d\\d) \\| ");
    private static final Pattern NAMED = Pattern.compile("`([a-z0-9.]+)\\.(\\w+)#(\\w+)`");

    @Test
    void every_failure_mode_has_a_line() throws IOException {
        List<String> lines = LINE.matcher(Files.readString(TABLE))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(lines)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 60)
                        .mapToObj("F%02d"::formatted)
                        .toList());
    }

    @Test
    void every_named_test_exists() throws IOException {
        List<MatchResult> named =
                NAMED.matcher(Files.readString(TABLE)).results().toList();

        assertThat(named)
                .hasSizeGreaterThan(60)
                .allSatisfy(match -> assertThat(isTest(match)).as(match.group()).isTrue());
    }

    /** Classes of the test tools count too: they check on behalf of tests. */
    private static boolean isTest(MatchResult named) throws ClassNotFoundException {
        Class<?> type = Class.forName("io.gangway." + named.group(1) + "." + named.group(2));
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(named.group(3)))
                .anyMatch(method -> named.group(1).equals("testing") || isTest(method));
    }

    private static boolean isTest(Method method) {
        return AnnotationSupport.isAnnotated(method, Testable.class);
    }
}
