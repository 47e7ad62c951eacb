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
 * Compares the results of Gangway and of a live nginx for a request with the record, and with each other.
 *
 * @param name the name of the pair file
 * @param record its record; null if there is none
 */
record PairComparison(String name, PairRecord record) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** The wait where no response is expected. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** How to write the record of a pair file. */
    static String toRecord(String name) {
        String only = name.isEmpty() ? "" : " -Ddifferential=" + name;
        return "to record: mvn test -Dtest=DifferentialTest" + only + " -Ddifferential.record=/path/to/nginx";
    }

    /** The recorded result; fails with instructions if there is none. */
    String recorded(PairRequest request) {
        String text = record == null ? null : record.texts().get(request.name());
        assertThat(text)
                .as("record of \"" + request.name() + "\" in " + name + "; " + toRecord(name))
                .isNotNull();
        return text;
    }

    /** The maximum wait for the recorded result. */
    Duration patience(PairRequest request) {
        return recorded(request).contains(Exchanged.SILENCE) ? SILENCE : PATIENCE;
    }

    /**
     * Fails once for each two results that differ.
     *
     * @param gangway the result of Gangway
     * @param live the result of the live nginx; null without one
     * @param version the version of the live nginx
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
