package io.gangway.report;

import io.gangway.conf.ByteText;
import io.gangway.conf.Position;
import java.util.regex.Pattern;

/**
 * One finding.
 *
 * @param rule the name of the rule
 * @param severity how much it matters
 * @param file as nginx would name it in an error
 * @param line from 1; 0 when it concerns the whole file
 * @param column from 1, in bytes; 0 when it concerns the whole file
 * @param message what is wrong here: one sentence without a final dot
 * @param remedy what to do instead; empty when there is nothing to do
 */
public record Finding(
        String rule, Severity severity, String file, int line, int column, String message, String remedy) {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** A finding at a position; the texts of a configuration have one char per byte and are read as UTF-8. */
    public static Finding at(Position position, RuleText rule, String message) {
        return at(position, rule.name(), rule.severity(), message, rule.remedy());
    }

    /** The same with a remedy of its own. */
    public static Finding at(Position position, String rule, Severity severity, String message, String remedy) {
        return new Finding(
                rule,
                severity,
                printable(position.file()),
                position.line(),
                position.column(),
                printable(message),
                printable(remedy));
    }

    /**
     * A text of a configuration for people. A word in quotes may contain line ends, and sequences that a terminal would
     * obey: they become {@code \\x0a} and the like.
     */
    public static String printable(String bytes) {
        String text = ByteText.utf8(bytes);
        return CONTROL.matcher(text)
                .replaceAll(
                        match -> String.format("\\\\x%02x", (int) match.group().charAt(0)));
    }
}
