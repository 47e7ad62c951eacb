package io.gangway.files;

/** Counts the characters of UTF-8 bytes that stand in a String, one char per byte. Bytes that are no UTF-8 count as one each. */
final class Utf8Text {
    private Utf8Text() {}

    /** Characters of a text; its bytes when it is no UTF-8. */
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

    /** Where the first so many characters end. */
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
