package io.gangway.files;

/**
 * Counts the characters of UTF-8 text that is stored as one char per byte. Invalid bytes count as one character each.
 */
final class Utf8Text {
    private Utf8Text() {}

    /** The number of characters; the number of bytes when the text is not UTF-8. */
    static int length(String bytes) {
        int count = 0;
        for (int at = 0; at < bytes.length(); count++) {
            int size = size(bytes, at);
            if (size == 0) {
                return bytes.length();
            }
            at += size;
        }
        return count;
    }

    /** The index after the first characters. */
    static int end(String bytes, int characters) {
        int at = 0;
        for (int i = 0; i < characters && at < bytes.length(); i++) {
            at += Math.max(1, size(bytes, at));
        }
        return at;
    }

    private static int size(String bytes, int at) {
        char first = bytes.charAt(at);
        int size = first < 0x80 ? 1 : first >= 0xf0 && first < 0xf8 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : 0;
        size = first >= 0xc2 && first < 0xe0 ? 2 : size;
        for (int i = 1; i < size; i++) {
            if (at + i >= bytes.length() || (bytes.charAt(at + i) & 0xc0) != 0x80) {
                return 0;
            }
        }
        return size;
    }
}
