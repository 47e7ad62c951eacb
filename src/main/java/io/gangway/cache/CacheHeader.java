package io.gangway.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The binary header of a cache file: version 5 of nginx, as its C compiler lays it out on x86-64 and ARM64.
 *
 * @param validUntil the response is fresh until then, in seconds since 1970
 * @param updatingSeconds how much longer it may be sent while it is updated, {@code stale-while-revalidate}
 * @param errorSeconds how much longer it may be sent after an error, {@code stale-if-error}
 * @param lastModified seconds since 1970; -1 for none
 * @param date when it was stored, in seconds since 1970
 * @param etag {@code ETag}; empty for none
 * @param vary {@code Vary}; empty for none
 * @param layout what belongs to the file
 */
public record CacheHeader(
        long validUntil,
        long updatingSeconds,
        long errorSeconds,
        long lastModified,
        long date,
        String etag,
        String vary,
        Layout layout) {
    /** Length in bytes, with the padding at its end. */
    public static final int SIZE = 336;

    /** Maximum length of {@code Vary}: a response with a longer one is not stored. */
    public static final int MAX_VARY = 128;

    /** A longer etag is left out. */
    private static final int MAX_ETAG = 128;

    static final long VERSION = 5;

    private static final int ETAG = 58;
    private static final int VARY = 187;
    private static final int VARIANT = 316;

    /**
     * What belongs to the file rather than to the response.
     *
     * @param crc32 of the key
     * @param headerStart where the head of the response begins
     * @param bodyStart where its body begins
     * @param variant the variant by {@code vary}; null for none
     */
    public record Layout(int crc32, int headerStart, int bodyStart, CacheId variant) {}

    /** The header of a response that is about to be stored, without a layout. */
    public CacheHeader(
            long validUntil,
            long updatingSeconds,
            long errorSeconds,
            long lastModified,
            long date,
            String etag,
            String vary) {
        this(validUntil, updatingSeconds, errorSeconds, lastModified, date, etag, vary, null);
    }

    CacheHeader at(Layout in) {
        return new CacheHeader(validUntil, updatingSeconds, errorSeconds, lastModified, date, etag, vary, in);
    }

    /** The version of a file that begins with these bytes. */
    static long version(byte[] file) {
        return littleEndian(file).getLong(0);
    }

    /** The header of a file that begins with these bytes, at least {@link #SIZE}; null if its lengths are wrong. */
    static CacheHeader decode(byte[] file) {
        ByteBuffer in = littleEndian(file);
        int etagLength = in.get(ETAG) & 0xff;
        int varyLength = in.get(VARY) & 0xff;
        if (etagLength > MAX_ETAG || varyLength > MAX_VARY) {
            return null;
        }
        CacheId variant = varyLength == 0 ? null : variant(file);
        Layout layout = new Layout(in.getInt(48), in.getShort(54) & 0xffff, in.getShort(56) & 0xffff, variant);
        return new CacheHeader(
                in.getLong(8),
                in.getLong(16),
                in.getLong(24),
                in.getLong(32),
                in.getLong(40),
                text(file, ETAG + 1, etagLength),
                text(file, VARY + 1, varyLength),
                layout);
    }

    private static CacheId variant(byte[] file) {
        byte[] md5 = new byte[16];
        System.arraycopy(file, VARIANT, md5, 0, md5.length);
        return CacheId.of(md5);
    }

    private static String text(byte[] file, int from, int length) {
        return length == 0 ? "" : new String(file, from, length, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of this header, which has a layout. */
    byte[] encode() {
        byte[] file = new byte[SIZE];
        ByteBuffer out = littleEndian(file);
        out.putLong(0, VERSION);
        out.putLong(8, validUntil);
        out.putLong(16, updatingSeconds);
        out.putLong(24, errorSeconds);
        out.putLong(32, lastModified);
        out.putLong(40, date);
        out.putInt(48, layout.crc32);
        // The milliseconds of the validity, at 52, are always 0 in files.
        out.putShort(54, (short) layout.headerStart);
        out.putShort(56, (short) layout.bodyStart);
        put(file, ETAG, etag.length() <= MAX_ETAG ? etag : "");
        put(file, VARY, vary);
        if (!vary.isEmpty()) {
            System.arraycopy(layout.variant.bytes(), 0, file, VARIANT, 16);
        }
        return file;
    }

    private static void put(byte[] file, int at, String text) {
        file[at] = (byte) text.length();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, file, at + 1, bytes.length);
    }

    private static ByteBuffer littleEndian(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }
}
