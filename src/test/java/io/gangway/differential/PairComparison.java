package io.gangway.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.gangway.testing.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/**
 * Compares what Gangway and a live nginx make of a request with the record, and with each other.
 *
 * @param name of the file of pairs
 * @param record what is recorded for it; null when there is no record
 */
record PairComparison(String name, PairRecord record) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Long enough to see that nothing comes, where nothing is to come. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** How the record of a file of pairs is made. */
    static String toRecord(String name) {
        String only = name.isEmpty() ? "" : " -Ddifferential=" + name;
        return "to record: mvn test -Dtest=DifferentialTest" + only + " -Ddifferential.record=/path/to/nginx";
    }

    /** What is recorded; an error that says how to record it when nothing is. */
    String recorded(PairRequest request) {
        String text = record == null ? null : record.texts().get(request.name());
        assertThat(text)
                .as("record of \"" + request.name() + "\" in " + name + "; " + toRecord(name))
                .isNotNull();
        return text;
    }

    /** How long to wait for what is recorded. */
    Duration patience(PairRequest request) {
        return recorded(request).contains(Exchanged.SILENCE) ? SILENCE : PATIENCE;
    }

    /**
     * Fails once for each two that differ.
     *
     * @param gangway what Gangway makes of the request
     * @param live what the live nginx makes of it; null when it is not asked
     * @param version of the live nginx
     */
    void check(PairRequest request, String gangway, String live, Version version) {
        String recorded = recorded(request);
        String ofRecord = " differs from the record of nginx " + record.version();
        List<Executable> checks = new ArrayList<>();
        checks.add(() -> same("Gangway" + ofRecord, request, recorded, RecordText.of(gangway)));
        if (live != null) {
            String here = "nginx " + version + " here";
            checks.add(() -> same(here + ofRecord, request, recorded, RecordText.of(live)));
            checks.add(() -> same("Gangway differs from " + here, request, live, gangway));
        }
        assertAll(checks);
    }

    private void same(String what, PairRequest request, String expected, String actual) {
        assertThat(actual)
                .as(() -> what + ": " + name + ".pairs, line " + request.line() + ", " + request.name() + "\n"
                        + differences(expected, actual))
                .isEqualTo(expected);
    }

    private static String differences(String expected, String actual) {
        List<String> extra = new ArrayList<>(actual.lines().toList());
        List<String> missing = new ArrayList<>();
        expected.lines().filter(line -> !extra.remove(line)).forEach(missing::add);
        return Stream.concat(
                        missing.stream().map(line -> "- " + line),
                        extra.stream().map(line -> "+ " + line))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
