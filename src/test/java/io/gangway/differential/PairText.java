package io.gangway.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The syntax for bytes in a pair file: implied CRLF, escapes, repetition. */
final class PairText {
    private static final Pattern REPEAT = Pattern.compile("%\\{repeat:([^:}]*):(\\d+)}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-fA-F]{2}|.)");

    private PairText() {}

    /**
     * A message: lines end with CRLF; without a blank line it is only a head, and the blank line is added. A lone
     * backslash is empty.
     */
    static String message(List<String> lines) {
        List<String> kept = withoutBlankEnd(lines);
        if (!kept.isEmpty() && kept.get(0).startsWith("> ")) {
            List<String> whole = new ArrayList<>(List.of(kept.get(0).substring(2) + " HTTP/1.1", "Host: localhost"));
            int fields = Math.max(kept.indexOf(""), 0);
            whole.addAll(kept.subList(1, fields == 0 ? kept.size() : fields));
            whole.add("Connection: close");
            whole.addAll(fields == 0 ? List.of() : kept.subList(fields, kept.size()));
            kept = whole;
        }
        if (!kept.isEmpty() && kept.get(0).startsWith("h2> ")) {
            String[] line = kept.get(0).substring(4).split(" ", 2);
            List<String> whole = new ArrayList<>(List.of(
                    PairRequest.HTTP2,
                    ":method: " + line[0],
                    ":scheme: http",
                    ":path: " + line[1],
                    ":authority: localhost"));
            whole.addAll(kept.subList(1, kept.size()));
            kept = whole;
        }
        if (kept.equals(List.of("\\"))) {
            return "";
        }
        String text = joined(kept);
        return unescape(kept.contains("") ? text : text + "\r\n\r\n");
    }

    /** The content of a file: lines are separated by LF. */
    static String content(List<String> lines) {
        return unescape(String.join("\n", withoutBlankEnd(lines)));
    }

    private static String joined(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean goesOn = line.endsWith("\\") && !line.endsWith("\\\\");
            text.append(goesOn ? line.substring(0, line.length() - 1) : line);
            text.append(goesOn || i == lines.size() - 1 ? "" : "\r\n");
        }
        return text.toString();
    }

    private static List<String> withoutBlankEnd(List<String> lines) {
        int end = lines.size();
        while (end > 0 && lines.get(end - 1).isEmpty()) {
            end--;
        }
        return List.copyOf(lines.subList(0, end));
    }

    private static String unescape(String text) {
        String repeated = REPEAT.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1).repeat(Integer.parseInt(match.group(2)))));
        return ESCAPE.matcher(repeated).replaceAll(match -> Matcher.quoteReplacement(unescaped(match.group(1))));
    }

    private static String unescaped(String escape) {
        return switch (escape.charAt(0)) {
            case 'r' -> "\r";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 's' -> " ";
            case '\\' -> "\\";
            case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
            default -> throw new IllegalArgumentException("escape: \\" + escape + " (expected: r n t s \\ xHH)");
        };
    }
}
