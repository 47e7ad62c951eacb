package io.gangway.cache;

/**
 * Identifies a cache file: 128 bits of MD5, of the key or of a variant by {@code Vary}.
 *
 * @param high the first 8 bytes, big-endian
 * @param low the last 8 bytes
 */
public record CacheId(long high, long low) {
    /** Number of digits of {@link #hex()}. */
    static final int DIGITS = 32;

    static CacheId of(byte[] md5) {
        return new CacheId(bigEndian(md5, 0), bigEndian(md5, 8));
    }

    /** Reads a file name of 32 digits; null when it is none. */
    static CacheId parse(String name) {
        if (name.length() != DIGITS) {
            return null;
        }
        for (int i = 0; i < DIGITS; i++) {
            char c = name.charAt(i);
            boolean digit = c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            if (!digit) {
                return null;
            }
        }
        return new CacheId(Long.parseUnsignedLong(name, 0, 16, 16), Long.parseUnsignedLong(name, 16, 32, 16));
    }

    private static long bigEndian(byte[] bytes, int from) {
        long value = 0;
        for (int i = from; i < from + 8; i++) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    byte[] bytes() {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (high >> 56 - 8 * i);
            bytes[8 + i] = (byte) (low >> 56 - 8 * i);
        }
        return bytes;
    }

    /** The name of the file: 32 digits, lower case. */
    public String hex() {
        byte[] digits = new byte[DIGITS];
        for (int i = 0; i < 16; i++) {
            digits[i] = digit(high >> 60 - 4 * i);
            digits[16 + i] = digit(low >> 60 - 4 * i);
        }
        return new String(digits, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static byte digit(long bits) {
        return (byte) "0123456789abcdef".charAt((int) (bits & 15));
    }
}
