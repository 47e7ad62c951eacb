package io.gangway.cli.manual;

/** Text for {@code man}: what roff would read as its own is escaped, and lines are short. */
final class Roff {
    private static final int WIDTH = 76;

    private Roff() {}

    /** A paragraph, in lines. */
    static String text(String sentences) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder();
        for (String word : escaped(sentences).strip().split(" +")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
                text.append(protectedLine(line)).append('\n');
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        return text.append(protectedLine(line)).append('\n').toString();
    }

    /** Lines of a file, as they are. */
    static String code(String lines) {
        StringBuilder text = new StringBuilder();
        lines.lines().forEach(line -> text.append(folded(escaped(line))).append('\n'));
        return text.toString();
    }

    /** A long line of code, continued: the backslash at the end joins the lines again. */
    private static String folded(String line) {
        StringBuilder folded = new StringBuilder();
        String rest = protectedLine(line);
        while (rest.length() > WIDTH) {
            int at = rest.lastIndexOf(' ', WIDTH);
            if (at <= 0) {
                break;
            }
            folded.append(rest, 0, at).append("\\\n");
            rest = rest.substring(at);
        }
        return folded.append(rest).toString();
    }

    private static String protectedLine(CharSequence line) {
        String text = line.toString();
        return text.startsWith(".") || text.startsWith("'") ? "\\&" + text : text;
    }

    /** Escapes characters that roff reads as its own, or prints as another one. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                case '"' -> escaped.append("\\(dq");
                case '—' -> escaped.append("\\(em");
                case '…' -> escaped.append("...");
                default -> {
                    if (c < 0x80) {
                        escaped.append((char) c);
                    } else {
                        escaped.append(String.format("\\[u%04X]", c));
                    }
                }
            }
        });
        return escaped.toString();
    }
}
