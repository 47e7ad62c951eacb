package io.gangway.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gangway.testing.Version;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The comparison reports differences. */
class PairComparisonTest {
    private static final String TEXT = "=== response\nHTTP/1.1 200 OK\nX-A: b\n\n" + "long ".repeat(100) + "\n";
    private static final Version RECORDED = Version.of("1.30.6");
    private static final Version INSTALLED = Version.of("1.30.7");

    private final PairRequest request = new PairRequest(
            "a page",
            null,
            List.of(new PairRequest.Step("GET / HTTP/1.1\r\n\r\n", 1, false, false, null, 0)),
            false,
            7);
    private final PairComparison comparison = comparison(RecordText.of(TEXT));

    private static PairComparison comparison(String recorded) {
        return new PairComparison("pages", new PairRecord(RECORDED, Map.of("a page", recorded)));
    }

    @Test
    void accepts_the_recorded_result() {
        assertThatCode(() -> comparison.check(request, TEXT, null, null)).doesNotThrowAnyException();
        assertThatCode(() -> comparison.check(request, TEXT, TEXT, INSTALLED)).doesNotThrowAnyException();
    }

    @Test
    void reports_each_changed_byte_of_the_record() {
        String recorded = RecordText.of(TEXT);
        for (int i = 0; i < recorded.length(); i++) {
            String changed = recorded.substring(0, i) + (char) (recorded.charAt(i) ^ 1) + recorded.substring(i + 1);
            assertThat(failures(comparison(changed), TEXT, null))
                    .as("byte %d", i)
                    .singleElement()
                    .asString()
                    .contains("Gangway differs from the record of nginx 1.30.6: pages.pairs, line 7, a page");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-A: c",
                "X-A: b ",
                "X-A:\tb",
                "x-A: b",
                "X-A: b\n",
                "X-A: b\r",
                "X-A: \u00e2",
                "X-A: b\nX-A: b",
                "",
            })
    void reports_differences_of_gangway(String line) {
        assertThat(failures(comparison, TEXT.replace("X-A: b", line), null)).hasSize(1);
    }

    @Test
    void reports_a_byte_at_the_end_of_a_long_line() {
        assertThat(failures(comparison, TEXT.replaceFirst("long \n", "lung \n"), null))
                .hasSize(1);
        assertThat(failures(comparison, TEXT.replaceFirst("\n$", ""), null)).hasSize(1);
    }

    @Test
    void reports_differences_of_a_live_nginx_separately() {
        String otherwise = TEXT.replace("X-A: b", "X-A: c");

        List<Throwable> failures = failures(comparison, TEXT, otherwise);

        assertThat(failures).hasSize(2);
        assertThat(failures.get(0))
                .hasMessageContaining("nginx 1.30.7 here differs from the record of nginx 1.30.6")
                .hasMessageContaining("- X-A: b\n+ X-A: c\n");
        assertThat(failures.get(1)).hasMessageContaining("Gangway differs from nginx 1.30.7 here");
        assertThat(failures(comparison, otherwise, otherwise)).hasSize(2);
    }

    @Test
    void explains_how_to_write_a_missing_record() {
        String command = "mvn test -Dtest=DifferentialTest -Ddifferential=pages -Ddifferential.record=/path/to/nginx";
        PairComparison empty = new PairComparison("pages", new PairRecord(RECORDED, Map.of()));
        for (PairComparison each : List.of(empty, new PairComparison("pages", null))) {
            assertThat(catchThrowable(() -> each.check(request, TEXT, null, null)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("record of \"a page\" in pages")
                    .hasMessageContaining(command);
        }
    }

    private List<Throwable> failures(PairComparison by, String gangway, String live) {
        Throwable failure = catchThrowable(() -> by.check(request, gangway, live, INSTALLED));
        return failure == null ? List.of() : List.of(failure.getSuppressed());
    }
}
