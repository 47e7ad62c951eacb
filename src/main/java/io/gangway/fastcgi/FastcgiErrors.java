package io.gangway.fastcgi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a FastCGI server writes to stderr, for the error log. */
final class FastcgiErrors {
    private FastcgiErrors() {}

    /** The next bytes as text, one char per byte, without the line ends, dots and spaces at the end. */
    static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        int end = length;
        while (end > 1 && isFinal(bytes[end - 1])) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }

    private static boolean isFinal(byte b) {
        return b == '\n' || b == '\r' || b == '.' || b == ' ';
    }

    /** The line in the log. */
    static String line(String text) {
        return "FastCGI sent in stderr: \"" + text + "\"";
    }
}
