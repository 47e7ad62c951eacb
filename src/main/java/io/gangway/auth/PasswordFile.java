package io.gangway.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code auth_basic_user_file}: lines {@code user:hash:anything}, comments behind {@code #}. Read anew each time, as in nginx. */
final class PasswordFile {
    private PasswordFile() {}

    /** The hash of a user, or null. */
    static String hash(Path file, String user) throws IOException {
        String start = user + ":";
        for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\r?\n")) {
            if (line.startsWith(start) && !line.startsWith("#")) {
                return upToColon(line.substring(start.length()));
            }
        }
        return null;
    }

    private static String upToColon(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != ':' && text.charAt(end) != '\r') {
            end++;
        }
        return text.substring(0, end);
    }
}
