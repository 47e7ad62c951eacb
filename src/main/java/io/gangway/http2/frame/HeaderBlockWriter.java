package io.gangway.http2.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes a header block into an array that is reused, encoded as nginx does: it never refers to the client's dynamic
 * table, so there is none to keep, and {@code $bytes_sent} is nginx's. Fields that belong to a connection of HTTP/1 are
 * left out (RFC 9113, 8.2.2). For one thread.
 */
public final class HeaderBlockWriter {
    /** The names that nginx takes from the static table (RFC 7541, appendix A). */
    private static final Map<String, Integer> INDICES = Map.of(
            "content-length",
            28,
            "content-type",
            31,
            "date",
            33,
            "last-modified",
            44,
            "location",
            46,
            "server",
            54,
            "vary",
            59);

    private static final Map<Integer, Integer> STATUSES =
            Map.of(200, 8, 204, 9, 206, 10, 304, 11, 400, 12, 404, 13, 500, 14);
    private static final int STATUS = 8;
    private static final int AUTHORITY = 1;
    private static final int METHOD = 2;
    private static final int GET = 2;
    private static final int POST = 3;
    private static final int PATH = 4;
    private static final int PATH_ROOT = 4;
    private static final int SCHEME_HTTP = 6;
    private static final int SCHEME_HTTPS = 7;

    private static final Set<String> OF_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    private byte[] bytes = new byte[1024];
    private int length;

    /** Discards what was written. */
    public HeaderBlockWriter reset() {
        length = 0;
        return this;
    }

    /** Bytes written so far. */
    int length() {
        return length;
    }

    /** The array; its first {@link #length()} bytes are valid until the next write or {@link #reset()}. */
    byte[] array() {
        return bytes;
    }

    /** Tells the client that the dynamic table has size 0: due once after it has announced its maximum. */
    public void noTable() {
        one(0x20);
    }

    /** Writes {@code :status}, always with three digits (RFC 9113, 8.3.2): HTTP/1.1 backends may send 000 to 099. */
    public HeaderBlockWriter status(int status) {
        Integer index = STATUSES.get(status);
        if (index != null) {
            one(0x80 | index);
        } else {
            one(0x40 | STATUS);
            plain("" + (char) ('0' + status / 100) + (char) ('0' + status / 10 % 10) + (char) ('0' + status % 10));
        }
        return this;
    }

    /** Writes {@code :method}. */
    public HeaderBlockWriter method(String method) {
        switch (method) {
            case "GET" -> one(0x80 | GET);
            case "POST" -> one(0x80 | POST);
            default -> indexed(METHOD, method);
        }
        return this;
    }

    /** Writes {@code :scheme}. */
    public HeaderBlockWriter scheme(boolean tls) {
        one(0x80 | (tls ? SCHEME_HTTPS : SCHEME_HTTP));
        return this;
    }

    /** Writes {@code :path}. What would end a line or the target in HTTP/1 is escaped: a backend may pass it on. */
    public HeaderBlockWriter path(String path) {
        if (path.equals("/")) {
            one(0x80 | PATH_ROOT);
        } else {
            indexed(PATH, escaped(path));
        }
        return this;
    }

    private static String escaped(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' && (c == ' ' || c == '\r' || c == '\n' || c == 0)) {
                return path.replace(" ", "%20")
                        .replace("\r", "%0D")
                        .replace("\n", "%0A")
                        .replace("\0", "%00");
            }
        }
        return path;
    }

    /** Writes {@code :authority}. */
    public HeaderBlockWriter authority(String authority) {
        indexed(AUTHORITY, authority);
        return this;
    }

    /** Writes a value whose name is in the static table. */
    private void indexed(int name, String value) {
        one(0x40 | name);
        string(value);
    }

    /** Writes {@code :protocol} (RFC 8441), which is not in the static table. */
    public HeaderBlockWriter protocol(String protocol) {
        one(0);
        string(":protocol");
        string(protocol);
        return this;
    }

    /** Writes fields that another writer has encoded. */
    public void encoded(byte[] encodedFields) {
        ensure(encodedFields.length);
        System.arraycopy(encodedFields, 0, bytes, length, encodedFields.length);
        length += encodedFields.length;
    }

    /** What was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Writes a field of the server's own; nginx takes its name from the static table if it is there. */
    public void own(String name, String value) {
        Integer index = INDICES.get(name.toLowerCase(Locale.ROOT));
        if (index == null) {
            field(name, value);
            return;
        }
        one(0x40 | index);
        if (name.equals("Content-Length")) {
            plain(value);
        } else {
            string(value);
        }
    }

    /** Writes any field, its name in lower case. */
    public void field(String name, String value) {
        String lower = lower(name);
        if (!isOfConnection(lower)) {
            one(0);
            string(lower);
            string(value);
        }
    }

    /** Whether a field, its name in lower case, belongs to a connection of HTTP/1, so that no message of HTTP/2 has it. */
    public static boolean isOfConnection(String lowerCaseName) {
        return OF_CONNECTION.contains(lowerCaseName);
    }

    /** ASCII only: {@code toLowerCase} would change Latin-1 letters as well. */
    private static String lower(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return new String(lower(name.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
            }
        }
        return name;
    }

    private static byte[] lower(byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (name[i] >= 'A' && name[i] <= 'Z') {
                name[i] |= 0x20;
            }
        }
        return name;
    }

    /**
     * As in nginx: Huffman-coded where that is shorter. A line end or NUL, which no field may contain, becomes a space.
     */
    private void string(String text) {
        String safe = text.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
        int coded = Huffman.length(safe);
        if (coded >= safe.length()) {
            plain(safe);
            return;
        }
        number(0x80, coded);
        ensure(coded);
        length = Huffman.encode(safe, bytes, length);
    }

    @SuppressWarnings("deprecation") // the only copy of a Latin-1 String that allocates nothing
    private void plain(String text) {
        number(0, text.length());
        ensure(text.length());
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
    }

    /** Writes an integer with a prefix of seven bits (RFC 7541, 5.1). */
    private void number(int flag, int value) {
        if (value < 0x7f) {
            one(flag | value);
            return;
        }
        one(flag | 0x7f);
        int rest = value - 0x7f;
        while (rest >= 0x80) {
            one(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        one(rest);
    }

    private void one(int b) {
        ensure(1);
        bytes[length++] = (byte) b;
    }

    private void ensure(int room) {
        if (bytes.length - length < room) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + room));
        }
    }
}
