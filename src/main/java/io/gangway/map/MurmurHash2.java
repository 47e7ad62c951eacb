package io.gangway.map;

/** 32-bit MurmurHash2 with seed 0, of texts with one char per byte. */
final class MurmurHash2 {
    private static final int M = 0x5bd1e995;

    private MurmurHash2() {}

    static int of(String text) {
        int hash = text.length();
        int at = 0;
        for (; text.length() - at >= 4; at += 4) {
            int four =
                    (text.charAt(at) | text.charAt(at + 1) << 8 | text.charAt(at + 2) << 16 | text.charAt(at + 3) << 24)
                            * M;
            four = (four ^ four >>> 24) * M;
            hash = hash * M ^ four;
        }
        for (int i = text.length() - 1; i >= at; i--) {
            hash ^= text.charAt(i) << 8 * (i - at);
        }
        if (at < text.length()) {
            hash *= M;
        }
        hash = (hash ^ hash >>> 13) * M;
        return hash ^ hash >>> 15;
    }
}
