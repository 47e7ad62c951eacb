package io.gangway.auth;

import io.gangway.conf.WholeFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads {@code auth_basic_user_file}: lines {@code user:hash:anything}, comments after {@code #}. As in nginx, the file
 * is read again for each request; it must not be larger than {@link WholeFile#max}.
 */
final class PasswordFile {
    /** Maximum length of a line, more than any hash needs; the rest of a longer line is ignored. */
    private static final int MAX_LINE = 8192;

    private PasswordFile() {}

    /** The hash of a user; null if the user is not in the file. */
    static String hash(Path file, String user) throws IOException {
        String start = user + ":";
        long left = WholeFile.max();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    if (isOf(line, start)) {
                        return hash(line, start);
                    }
                    line.setLength(0);
                } else if (line.length() < MAX_LINE) {
                    line.append((char) b);
                }
                if (--left < 0) {
                    throw WholeFile.tooLarge(file);
                }
            }
            return isOf(line, start) ? hash(line, start) : null;
        }
    }

    private static boolean isOf(StringBuilder line, String start) {
        return line.length() >= start.length()
                && start.contentEquals(line.subSequence(0, start.length()))
                && line.charAt(0) != '#';
    }

    private static String hash(StringBuilder line, String start) {
        int from = start.length();
        int end = from;
        while (end < line.length() && line.charAt(end) != ':' && line.charAt(end) != '\r') {
            end++;
        }
        return line.substring(from, end);
    }
}
