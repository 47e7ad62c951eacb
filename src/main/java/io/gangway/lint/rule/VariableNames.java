package io.gangway.lint.rule;

import java.util.List;
import java.util.regex.Pattern;

/** The variables that a text uses: {@code $name} and <code>${name}</code>. */
public final class VariableNames {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)\\}|(\\w+))");

    private VariableNames() {}

    /** Their names without {@code $}, in order. Captures are {@code 1} to {@code 9}. */
    public static List<String> in(String text) {
        return VARIABLE.matcher(text)
                .results()
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .map(name -> Character.isDigit(name.charAt(0)) ? name.substring(0, 1) : name)
                .toList();
    }

    /** Whether there is any. */
    public static boolean any(String text) {
        return VARIABLE.matcher(text).find();
    }
}
