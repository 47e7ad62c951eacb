package io.gangway.dev;

import io.gangway.conf.WholeFile;
import io.gangway.websocket.Message;
import io.gangway.websocket.Side;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * WebSocket messages in a file, one per line: milliseconds since the tunnel opened, number of the tunnel, {@code
 * client} or {@code upstream}, {@code text} or {@code binary}, and the payload: text with backslash escapes, binary as
 * base64.
 */
final class Recording {
    /** One line. */
    record Entry(long millis, long tunnel, Message message) {
        String line() {
            String payload = message.text()
                    ? message.string()
                            .replace("\\", "\\\\")
                            .replace("\n", "\\n")
                            .replace("\r", "\\r")
                    : Base64.getEncoder().encodeToString(message.bytes());
            return millis + " " + tunnel + " " + message.from().name().toLowerCase(Locale.ROOT) + " "
                    + (message.text() ? "text" : "binary") + " " + payload;
        }

        static Entry read(String line) {
            String[] words = line.split(" ", 5);
            if (words.length < 5) {
                throw new IllegalArgumentException("not a line of a recording: " + line);
            }
            boolean text = words[3].equals("text");
            byte[] bytes = text
                    ? unescape(words[4]).getBytes(StandardCharsets.UTF_8)
                    : Base64.getDecoder().decode(words[4]);
            Side from = Side.valueOf(words[2].toUpperCase(Locale.ROOT));
            return new Entry(Long.parseLong(words[0]), Long.parseLong(words[1]), new Message(from, text, bytes));
        }

        private static String unescape(String text) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\\' && i + 1 < text.length()) {
                    i++;
                    char escaped = text.charAt(i);
                    out.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
                } else {
                    out.append(c);
                }
            }
            return out.toString();
        }
    }

    private Recording() {}

    /**
     * Reads a file.
     *
     * @throws DevUsageException if it is missing or not a recording
     */
    static List<Entry> read(Path file) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (String line : lines(file)) {
                entries.add(Entry.read(line));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new DevUsageException("--replay " + file + ": " + e.getMessage());
        }
        return entries;
    }

    private static List<String> lines(Path file) throws IOException {
        byte[] bytes = WholeFile.read(file).getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
}
