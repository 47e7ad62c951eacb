package io.gangway.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of {@code src/test/resources/hostile}: rows of messages that a proxy could pass on as something else.
 *
 * <p>A row begins with {@code ## NAME}. Then come its lines, whose meaning the test knows; {@code \r \n \0 \t \s \\ \xHH}
 * and {@code %{text*N}} stand for bytes. The line {@code => RESULT} says what the backend and the client see of it,
 * {@code nginx> RESULT} what they see with nginx 1.30.6, where that is different. Lines before the first row are comments.
 */
record SmugglingTable(Path path, List<String> comment, List<Row> rows) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");
    private static final Pattern REPEAT = Pattern.compile("%\\{([^*}]*)\\*(\\d+)}");

    /**
     * One row.
     *
     * @param lines as written
     * @param nginx what nginx does, if that is different; else null
     */
    record Row(String name, List<String> lines, String result, String nginx) {
        /** The lines with their bytes, one char each. */
        List<String> texts() {
            return lines.stream().map(SmugglingTable::unescape).toList();
        }

        String ofNginx() {
            return nginx == null ? result : nginx;
        }
    }

    static SmugglingTable read(String name) throws IOException {
        Path path = Path.of("src/test/resources/hostile", name);
        String[] parts = Files.readString(path, StandardCharsets.ISO_8859_1).split("(?m)^## ");
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            List<String> lines = new ArrayList<>(parts[i].lines().toList());
            String title = lines.remove(0);
            lines.removeIf(String::isBlank);
            String result = taken(lines, "=> ");
            rows.add(new Row(
                    title,
                    List.copyOf(lines.subList(0, lines.size() - count(lines, "nginx> "))),
                    result,
                    taken(lines, "nginx> ")));
        }
        return new SmugglingTable(path, parts[0].lines().toList(), rows);
    }

    private static int count(List<String> lines, String start) {
        return (int) lines.stream().filter(line -> line.startsWith(start)).count();
    }

    private static String taken(List<String> lines, String start) {
        for (String line : lines) {
            if (line.startsWith(start)) {
                lines.remove(line);
                return line.substring(start.length());
            }
        }
        return null;
    }

    /** Writes the file with other rows. */
    void write(List<Row> newRows) throws IOException {
        StringBuilder text = new StringBuilder();
        comment.forEach(line -> text.append(line).append('\n'));
        for (Row row : newRows) {
            text.append("## ").append(row.name()).append('\n');
            row.lines().forEach(line -> text.append(line).append('\n'));
            text.append("=> ").append(row.result()).append('\n');
            if (row.nginx() != null && !row.nginx().equals(row.result())) {
                text.append("nginx> ").append(row.nginx()).append('\n');
            }
            text.append('\n');
        }
        Files.writeString(path, text.toString().stripTrailing() + "\n", StandardCharsets.ISO_8859_1);
    }

    private static String unescape(String line) {
        String repeated = REPEAT.matcher(line)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1).repeat(Integer.parseInt(match.group(2)))));
        return ESCAPE.matcher(repeated)
                .replaceAll(match -> Matcher.quoteReplacement(String.valueOf(
                        switch (match.group(1).charAt(0)) {
                            case 'r' -> '\r';
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 's' -> ' ';
                            case '0' -> '\0';
                            case '\\' -> '\\';
                            case 'x' -> (char) Integer.parseInt(match.group(1).substring(1), 16);
                            default -> throw new IllegalArgumentException(line);
                        })));
    }

    /** Bytes on one line, as in the rows; line ends of HTTP/1.1 are vertical bars. */
    static String line(String bytes) {
        StringBuilder text = new StringBuilder();
        for (char c : bytes.replace("\r\n", "|").toCharArray()) {
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                case '\\' -> text.append("\\\\");
                default -> text.append(c < ' ' || c > '~' ? String.format("\\x%02x", (int) c) : String.valueOf(c));
            }
        }
        return text.length() > 600 ? text.substring(0, 60) + "... (" + text.length() + " bytes)" : text.toString();
    }
}
