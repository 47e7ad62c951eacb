package io.gangway.lint.classic;

import io.gangway.lint.rule.LintNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The condition of an {@code if}.
 *
 * @param subject the first word, such as {@code $http_origin} or {@code -f}
 * @param operator {@code ~}, {@code =} and so on; empty when there is none
 * @param value what it is compared with; empty when there is none
 */
record IfCondition(String subject, String operator, String value) {
    private static final Set<String> REGEX = Set.of("~", "~*", "!~", "!~*");

    static IfCondition of(LintNode node) {
        List<String> words = new ArrayList<>(node.args());
        if (!words.isEmpty()) {
            words.set(0, words.get(0).replaceFirst("^\\(", ""));
            words.set(words.size() - 1, words.get(words.size() - 1).replaceFirst("\\)$", ""));
            words.removeIf(String::isEmpty);
        }
        return new IfCondition(word(words, 0), word(words, 1), word(words, 2));
    }

    private static String word(List<String> words, int index) {
        return index < words.size() ? words.get(index) : "";
    }

    /** Whether the value is a regular expression. */
    boolean isRegex() {
        return REGEX.contains(operator);
    }

    /** Whether it cannot hold together with the other: both compare the same with different values. */
    boolean excludes(IfCondition other) {
        return operator.equals("=")
                && other.operator.equals("=")
                && subject.equals(other.subject)
                && !value.equals(other.value);
    }

    /** Whether an {@code if} answers or redirects, so that nothing after it in the location is used. */
    static boolean ends(LintNode node) {
        return node.own("return").size() > 0
                || node.own("rewrite").stream()
                        .anyMatch(rewrite ->
                                Set.of("last", "redirect", "permanent").contains(rewrite.arg(2))
                                        || rewrite.arg(1).matches("(https?://|\\$scheme).*"));
    }
}
