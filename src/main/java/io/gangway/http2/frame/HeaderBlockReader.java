package io.gangway.http2.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http2.hpack.HpackContext;
import org.eclipse.jetty.http2.hpack.HpackDecoder;

/**
 * Reads header blocks (RFC 7541) with nginx's limits, field by field as their bytes arrive. The tables are Jetty's. Its
 * decoder is not used: it has other rules for fields than nginx and does not return them byte for byte. For one
 * connection and one thread.
 */
public final class HeaderBlockReader {
    /** nginx reads no longer integers. */
    private static final int MAX_OCTETS = 4;

    /** Never holds more than one field and what arrived together with its end. */
    private byte[] bytes = new byte[512];

    private int position;
    private int limit;

    // https://github.com/jetty/jetty.project/issues/14485: what Jetty's decoder refuses and nginx takes.
    // Its decoder will do when it gives the bytes of each field and leaves judging to the caller.
    private final HpackContext table;
    private final FrameSender sender;
    /** Maximum size of the dynamic table, in bytes. */
    private final int capacity;

    private final int longestString;
    private final int maxBytes;

    private int bytesLeft;
    private BiConsumer<String, String> fields;

    /**
     * The name of a literal whose value is not complete; else null. So it is not read again with each piece of the
     * value.
     */
    private String name;

    private boolean indexed;

    /**
     * Reads what a client sends.
     *
     * @param longestString maximum length of a name or of a value, in bytes as sent
     * @param maxBytes maximum length of all names and values of a block
     */
    public HeaderBlockReader(int longestString, int maxBytes) {
        this(longestString, maxBytes, FrameSender.CLIENT, HpackContext.DEFAULT_MAX_TABLE_CAPACITY);
    }

    /** Reads what an upstream sends that was told to use no dynamic table. The caller limits the length of a block. */
    public static HeaderBlockReader ofUpstream() {
        return new HeaderBlockReader(Integer.MAX_VALUE, Integer.MAX_VALUE, FrameSender.UPSTREAM, 0);
    }

    private HeaderBlockReader(int longestString, int maxBytes, FrameSender sender, int capacity) {
        this.sender = sender;
        this.capacity = capacity;
        table = new HpackDecoder(capacity, () -> 0).getHpackContext();
        this.longestString = longestString;
        this.maxBytes = maxBytes;
    }

    /** Begins a block; its names and values go to {@code to}. */
    public void begin(BiConsumer<String, String> to) {
        fields = to;
        bytesLeft = maxBytes;
        name = null;
        position = 0;
        limit = 0;
    }

    /** The number of bytes held of an incomplete block. */
    public int held() {
        return bytes.length;
    }

    /** Takes all of these bytes, and passes on the fields that are complete. */
    public void read(ByteBuffer piece) throws Http2ConnectionException {
        int more = piece.remaining();
        if (bytes.length - limit < more) {
            bytes = Arrays.copyOf(bytes, limit + more);
        }
        piece.get(bytes, limit, more);
        limit += more;
        int start = position;
        while (position < limit && (name == null ? representation() : value())) {
            start = position;
        }
        System.arraycopy(bytes, start, bytes, 0, limit - start);
        limit -= start;
        position = 0;
    }

    /** Ends the block. */
    public void end() throws Http2ConnectionException {
        if (limit > 0 || name != null) {
            throw sender.blockLength();
        }
        fields = null;
        if (bytes.length > 4096) {
            bytes = new byte[512];
        }
    }

    /** Reads one representation (RFC 7541, 6); false when its end has not arrived. */
    private boolean representation() throws Http2ConnectionException {
        int first = bytes[position];
        if ((first & 0x80) != 0) {
            int index = number(0x7f, "header index");
            if (index >= 0) {
                HttpField known = known(index);
                field(known.getLowerCaseName(), value(known));
            }
            return index >= 0;
        }
        if ((first & 0xe0) == 0x20) {
            int size = number(0x1f, "size update");
            if (size > capacity) {
                throw sender.tableSize(size);
            }
            if (size >= 0) {
                table.resize(size);
            }
            return size >= 0;
        }
        indexed = (first & 0x40) != 0;
        return literal();
    }

    private boolean literal() throws Http2ConnectionException {
        int index = number(indexed ? 0x3f : 0x0f, "header index");
        String read = index < 0 ? null : index > 0 ? known(index).getLowerCaseName() : string();
        if (read == null) {
            return false;
        }
        if (read.isEmpty()) {
            throw sender.emptyName();
        }
        name = read;
        return true;
    }

    private boolean value() throws Http2ConnectionException {
        String value = string();
        if (value == null) {
            return false;
        }
        if (indexed) {
            table.add(new HttpField(name, value));
        }
        field(name, value);
        name = null;
        return true;
    }

    private void field(String fieldName, String value) throws Http2ConnectionException {
        bytesLeft -= fieldName.length() + value.length();
        if (bytesLeft < 0) {
            throw sender.largeBlock();
        }
        fields.accept(fieldName, value);
    }

    private HttpField known(int index) throws Http2ConnectionException {
        if (index == 0) {
            throw sender.index(0);
        }
        HpackContext.Entry entry = table.get(index);
        if (entry == null) {
            throw sender.index(index);
        }
        return entry.getHttpField();
    }

    private static String value(HttpField field) {
        return field.getValue() == null ? "" : field.getValue();
    }

    /** Reads an integer (RFC 7541, 5.1) whose first bits are under {@code mask}; -1 when its end has not arrived. */
    private int number(int mask, String what) throws Http2ConnectionException {
        if (position == limit) {
            return -1;
        }
        int value = bytes[position++] & mask;
        if (value < mask) {
            return value;
        }
        for (int octet = 1; octet < MAX_OCTETS; octet++) {
            if (position == limit) {
                return -1;
            }
            int b = bytes[position++];
            value += (b & 0x7f) << 7 * (octet - 1);
            if (b >= 0) {
                return value;
            }
        }
        throw sender.longInteger(what);
    }

    /** Reads a string (RFC 7541, 5.2); null when its end has not arrived. */
    private String string() throws Http2ConnectionException {
        boolean huffman = position < limit && bytes[position] < 0;
        int length = number(0x7f, "length");
        if (length > longestString) {
            throw sender.largeField();
        }
        if (length < 0 || limit - position < length) {
            return null;
        }
        int start = position;
        position += length;
        if (!huffman) {
            return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
        }
        String text = Huffman.decode(bytes, start, position);
        if (text == null) {
            throw sender.encoding();
        }
        return text;
    }
}
