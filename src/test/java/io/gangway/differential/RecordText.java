package io.gangway.differential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The form of a text in a record: ASCII, with the escapes of {@link PairText}. A line longer than 256 bytes is recorded
 * by its beginning, its length and a digest. A backslash at the end of the last line means that no line end follows.
 * Different texts have different forms.
 */
final class RecordText {
    private static final int MAX_LINE = 256;
    private static final int BEGINNING = 40;

    private RecordText() {}

    /** The form of a text of one char per byte. Each of its lines ends with LF. */
    static String of(String text) {
        StringBuilder spelled = new StringBuilder();
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            spelled.append(line(text.substring(from, end))).append('\n');
            from = end + 1;
        }
        if (from < text.length()) {
            spelled.append(line(text.substring(from))).append("\\\n");
        }
        return spelled.toString();
    }

    private static String line(String line) {
        return line.length() <= MAX_LINE
                ? escaped(line)
                : escaped(line.substring(0, BEGINNING)) + "%{" + line.length() + " bytes, SHA-256 " + sha256(line)
                        + "}";
    }

    private static String escaped(String line) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean last = i == line.length() - 1;
            escaped.append(
                    switch (c) {
                        case '\\' -> "\\\\";
                        case '\r' -> "\\r";
                        case '\t' -> "\\t";
                        case ' ' -> last ? "\\s" : " ";
                        case '-' -> i == 0 ? "\\x2d" : "-";
                        default ->
                            c < ' ' || c > '~' ? "\\x" + HexFormat.of().toHexDigits((byte) c) : String.valueOf(c);
                    });
        }
        return escaped.toString();
    }

    private static String sha256(String line) {
        try {
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
