package io.gangway.lint.classic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The groups of a regular expression, as text. */
final class RegexGroups {
    private static final Pattern OPENING =
            Pattern.compile("\\((\\?(?:P?<(\\w+)>|'(\\w+)'|(?![<'P])[^)]*?[:=!>|]|<[=!]))?");
    private static final Pattern QUANTIFIER = Pattern.compile("[*+?]|\\{\\d*,?\\d*\\}");

    /**
     * A group.
     *
     * @param number from 1; 0 when it does not capture
     * @param name null when it has none
     * @param body the text between the parentheses
     * @param quantifier what follows; empty when nothing does
     */
    record Group(int number, String name, String body, String quantifier) {
        /** Whether it is repeated without a small limit. */
        boolean isRepeated() {
            return quantifier.equals("*") || quantifier.equals("+") || quantifier.matches("\\{\\d+,\\}");
        }
    }

    private record Opening(int number, String name, int body) {}

    private RegexGroups() {}

    /** All groups, in the order of their ends. Settings such as {@code (?i)} are none. */
    static List<Group> of(String regex) {
        List<Group> groups = new ArrayList<>();
        Deque<Opening> open = new ArrayDeque<>();
        int count = 0;
        for (int at = 0; at < regex.length(); at++) {
            switch (regex.charAt(at)) {
                case '\\' -> at++;
                case '[' -> at = endOfClass(regex, at);
                case '(' -> {
                    Matcher opening = OPENING.matcher(regex).region(at, regex.length());
                    boolean found = opening.lookingAt();
                    String name =
                            found && opening.group(2) != null ? opening.group(2) : found ? opening.group(3) : null;
                    boolean captures = !regex.startsWith("(?", at) || name != null;
                    count += captures ? 1 : 0;
                    int body = found ? opening.end() : at + 1;
                    open.push(new Opening(captures ? count : 0, name, body));
                    at = body - 1;
                }
                case ')' -> {
                    if (!open.isEmpty()) {
                        Opening opening = open.pop();
                        groups.add(new Group(
                                opening.number(),
                                opening.name(),
                                regex.substring(Math.min(opening.body(), at), at),
                                quantifier(regex, at + 1)));
                    }
                }
                default -> {}
            }
        }
        return groups;
    }

    /** The index of the {@code ]}. */
    static int endOfClass(String regex, int open) {
        int at = open + 1;
        at += at < regex.length() && regex.charAt(at) == '^' ? 1 : 0;
        at += at < regex.length() && regex.charAt(at) == ']' ? 1 : 0;
        while (at < regex.length() && regex.charAt(at) != ']') {
            at += regex.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, regex.length() - 1);
    }

    /** The quantifier at an index; empty when there is none. */
    static String quantifier(String regex, int at) {
        Matcher quantifier = QUANTIFIER.matcher(regex).region(Math.min(at, regex.length()), regex.length());
        return quantifier.lookingAt() ? quantifier.group() : "";
    }

    /** The group that {@code $1} or {@code $name} stands for. */
    static Optional<Group> captured(String regex, String variable) {
        return of(regex).stream()
                .filter(group -> group.number() > 0
                        && (variable.equals(String.valueOf(group.number())) || variable.equals(group.name())))
                .findFirst();
    }

    /** The number of capturing groups. */
    static int count(String regex) {
        return (int) of(regex).stream().filter(group -> group.number() > 0).count();
    }

    /** Whether a text may contain a line end: a negated class without it, or {@code \s}, {@code \W}, {@code \D}. */
    static boolean matchesLineEnd(String body) {
        for (int at = 0; at < body.length(); at++) {
            char c = body.charAt(at);
            if (c == '\\') {
                at++;
                if (at < body.length() && "sWDR".indexOf(body.charAt(at)) >= 0) {
                    return true;
                }
            } else if (c == '[') {
                int end = endOfClass(body, at);
                String inside = body.substring(at + 1, end);
                boolean negated = inside.startsWith("^");
                if (negated ? !inside.matches(".*\\\\[nsvR].*") : inside.matches(".*\\\\[sWDnr].*")) {
                    return true;
                }
                at = end;
            }
        }
        return body.contains("(?s");
    }
}
