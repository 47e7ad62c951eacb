package io.gangway.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionalTest {
    private static final String DATE = "Thu, 15 Jan 2026 10:20:30 GMT";
    private static final long TIME = 1768472430;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -, -, 200",
                "same, -, -, -, 200",
                "later, -, -, -, 200",
                "earlier, -, -, -, 412",
                "-, \"a\", -, -, 200",
                "-, \"b\", -, -, 412",
                "-, *, -, -, 200",
                "-, -, same, -, 304",
                "-, -, earlier, -, 200",
                "-, -, later, -, 200",
                "-, -, -, \"a\", 304",
                "-, -, -, W/\"a\", 304",
                "-, -, -, \"b\", 200",
                "-, -, earlier, \"a\", 200",
                "-, -, same, \"b\", 200",
                "-, -, same, \"a\", 304",
                "earlier, \"a\", same, \"a\", 412",
            })
    void conditions_use_time_and_tag(
            String unmodifiedSince, String match, String modifiedSince, String noneMatch, int expected) {
        Conditional exact = new Conditional(Conditional.Since.EXACT);
        assertThat(exact.evaluate(date(unmodifiedSince), match, date(modifiedSince), noneMatch, TIME, "\"a\""))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"BEFORE, later, 304", "BEFORE, same, 304", "BEFORE, earlier, 200", "OFF, same, 200", "EXACT, bad, 200"})
    void if_modified_since_can_be_exact_loose_or_off(Conditional.Since since, String modifiedSince, int expected) {
        assertThat(new Conditional(since).evaluate(null, null, date(modifiedSince), null, TIME, null))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "same, -, -, -, 412",
                "-, *, -, -, 200",
                "-, \"a\", -, -, 412",
                "-, -, same, -, 200",
                "-, -, -, *, 304"
            })
    void conditions_work_without_validators(
            String unmodifiedSince, String match, String modifiedSince, String noneMatch, int expected) {
        Conditional exact = new Conditional(Conditional.Since.EXACT);
        assertThat(exact.evaluate(date(unmodifiedSince), match, date(modifiedSince), noneMatch, -1, null))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*              | \"a\"   | false | true",
                "\"a\"          | \"a\"   | false | true",
                "\"x\", \"a\"   | \"a\"   | false | true",
                "\"x\" ,,\"a\"  | \"a\"   | false | true",
                "\"ab\"         | \"a\"   | false | false",
                "\"a\"b         | \"a\"   | false | false",
                "a              | \"a\"   | false | false",
                "W/\"a\"        | \"a\"   | false | false",
                "W/\"a\"        | \"a\"   | true  | true",
                "\"a\"          | W/\"a\" | true  | true",
                "\"a\"          | W/\"a\" | false | false",
                "\"x\",\"\"     | \"a\"   | true  | false",
            })
    void a_tag_is_found_in_a_list(String list, String etag, boolean weak, boolean expected) {
        assertThat(EtagList.has(list, etag, weak)).isEqualTo(expected);
    }

    private static String date(String name) {
        if (name == null) {
            return null;
        }
        return switch (name) {
            case "same" -> DATE;
            case "later" -> DATE.replace(":30", ":31");
            case "earlier" -> DATE.replace(":30", ":29");
            default -> "no date";
        };
    }
}
