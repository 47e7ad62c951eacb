package io.gangway.dns;

import io.gangway.http.Ascii;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Names on the wire (RFC 1035, sections 3.1 and 4.1.4) and as text: labels separated by dots, one char per byte. */
final class DnsName {
    /**
     * Maximum length as text; as in nginx slightly more than RFC 1035 (section 2.3.4) allows, which servers may refuse.
     */
    private static final int LONGEST = 255;

    private static final int LONGEST_LABEL = 63;
    private static final int KIND = 0xc0;
    private static final int POINTER = 0xc0;

    private DnsName() {}

    /** Whether a name can be queried: no label is empty or too long. */
    static boolean isAskable(String name) {
        if (name.length() > LONGEST) {
            return false;
        }
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > LONGEST_LABEL) {
                return false;
            }
        }
        return true;
    }

    /** Appends a name that {@link #isAskable}; it takes two bytes more than its text. */
    static void write(String name, ByteBuffer message) {
        for (String label : name.split("\\.")) {
            message.put((byte) label.length()).put(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        message.put((byte) 0);
    }

    /**
     * Reads a name, compressed or not, in lower case. Pointers must lead backwards, so that reading ends.
     *
     * @throws IllegalArgumentException for a malformed name
     */
    static String read(ByteBuffer message) {
        StringBuilder name = new StringBuilder();
        ByteBuffer from = message;
        int limit = message.position();
        for (int length = from.get() & 0xff; length != 0; length = from.get() & 0xff) {
            if ((length & KIND) == POINTER) {
                int target = (length & ~KIND) << 8 | from.get() & 0xff;
                if (target >= limit) {
                    throw new IllegalArgumentException("pointer to " + target);
                }
                limit = target;
                from = message.duplicate().position(target);
                continue;
            }
            if ((length & KIND) != 0) {
                throw new IllegalArgumentException("label of kind " + length);
            }
            if (!name.isEmpty()) {
                name.append('.');
            }
            if (name.length() + length > LONGEST) {
                throw new IllegalArgumentException("longer than " + LONGEST);
            }
            for (int i = 0; i < length; i++) {
                name.append((char) (from.get() & 0xff));
            }
        }
        return Ascii.lower(name.toString());
    }
}
