package io.gangway.cache;

import io.gangway.http.Fields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;

/** The key of a response: {@code proxy_cache_key} with its values. Immutable. */
public final class CacheKey {
    /** Between header and key in a file. */
    static final byte[] MARK = "\nKEY: ".getBytes(StandardCharsets.ISO_8859_1);

    /** A digest is created for each thread only once, since that takes longer than its use. */
    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(CacheKey::md5);

    private final byte[] text;
    private final CacheId id;
    private final int crc32;

    /** Creates a key from its text, one char per byte. */
    public CacheKey(String text) {
        this.text = text.getBytes(StandardCharsets.ISO_8859_1);
        id = CacheId.of(MD5.get().digest(this.text));
        CRC32 crc = new CRC32();
        crc.update(this.text);
        crc32 = (int) crc.getValue();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each JVM has MD5", e);
        }
    }

    /** The text, one char per byte. */
    public String text() {
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** The file of the response, if it does not vary. */
    public CacheId id() {
        return id;
    }

    /** CRC-32 of the text. */
    public int crc32() {
        return crc32;
    }

    byte[] bytes() {
        return text;
    }

    /** Where the head of the response begins in a file. */
    public int headerStart() {
        return CacheHeader.SIZE + MARK.length + text.length + 1;
    }

    /** Whether these bytes of a file are this key. */
    boolean isAt(byte[] file, int from) {
        return Arrays.equals(file, from, from + text.length, text, 0, text.length);
    }

    /**
     * The file of a variant: as in nginx, the MD5 of the key's MD5 and of the request's fields that {@code Vary} names.
     * Fields with lists of choices are compared without regard to spaces.
     */
    public CacheId variant(String vary, Fields request) {
        MessageDigest md5 = MD5.get();
        md5.update(id.bytes());
        for (String name : vary.toLowerCase(Locale.ROOT).split("[ ,]+")) {
            if (!name.isEmpty()) {
                update(md5, name + ":");
                update(md5, values(name, request));
                update(md5, "\r\n");
            }
        }
        return CacheId.of(md5.digest());
    }

    private static String values(String name, Fields request) {
        boolean normalized = switch (name) {
            case "accept-charset", "accept-encoding", "accept-language" -> true;
            default -> false;
        };
        StringBuilder joined = new StringBuilder();
        String separator = "";
        for (String value : request.all(name)) {
            for (String part : normalized ? value.split("[ ,]+") : new String[] {value}) {
                if (!normalized || !part.isEmpty()) {
                    joined.append(separator).append(part);
                    separator = ",";
                }
            }
        }
        return joined.toString();
    }

    private static void update(MessageDigest md5, String text) {
        md5.update(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
