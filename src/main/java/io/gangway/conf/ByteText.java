package io.gangway.conf;

import java.nio.charset.StandardCharsets;

/** Converts texts of one char per byte, which the words of a configuration and the fields of a request are. */
public final class ByteText {
    private ByteText() {}

    /** The text whose UTF-8 these bytes are; what is not UTF-8 becomes U+FFFD, and null stays null. */
    public static String utf8(String bytes) {
        if (bytes == null || bytes.chars().allMatch(c -> c < 0x80)) {
            return bytes;
        }
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The bytes of a text in UTF-8, one char each. */
    public static String of(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
