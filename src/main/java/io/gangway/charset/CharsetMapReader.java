package io.gangway.charset;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.Node;
import io.gangway.config.DirectiveArguments;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** Parses a {@code charset_map} block into a table for each direction. Errors point to the line of the entry. */
final class CharsetMapReader {
    private static final int MAX_LENGTH = 3;
    private static final int ASCII = 128;

    private final boolean utf8;
    private final byte[][] forward = new byte[256][];
    private final byte[][] backward = new byte[256][];

    private CharsetMapReader(boolean utf8) {
        this.utf8 = utf8;
        backward[0] = new byte[256];
        for (int i = 0; i < 256; i++) {
            byte same = (byte) (i < ASCII ? i : '?');
            forward[i] = new byte[] {same};
            backward[0][i] = i < ASCII || !utf8 ? same : 0;
        }
    }

    static Void read(DirectiveArguments r) {
        Charsets charsets = Charsets.of(r.context());
        Charset from = charsets.add(r.arg(0));
        Charset to = charsets.add(r.arg(1));
        if (from == to) {
            throw r.error("\"charset_map\" between the same charsets \"" + r.arg(0) + "\" and \"" + r.arg(1) + "\"");
        }
        if (from.isUtf8()) {
            throw r.error("\"charset_map\" with \"utf-8\" charset should be given in the second column");
        }
        if (!charsets.map(from, to)) {
            throw r.error("duplicate \"charset_map\" between \"" + r.arg(0) + "\" and \"" + r.arg(1) + "\"");
        }
        CharsetMapReader map = new CharsetMapReader(to.isUtf8());
        r.node().block().forEach(map::entry);
        from.table(to, map.utf8 ? new ToUtf8(map.forward) : new ByteTable(map.singles()));
        to.table(from, map.utf8 ? new FromUtf8(map.backward) : new ByteTable(map.backward[0]));
        return null;
    }

    private byte[] singles() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = forward[i][0];
        }
        return bytes;
    }

    private void entry(Node node) {
        if (node.block() != null) {
            throw ConfErrors.at(node, "unexpected \"{\"");
        }
        if (node.words().size() != 2) {
            throw ConfErrors.at(node, "invalid parameters number");
        }
        String value = node.words().get(1).text();
        int from = singleByte(node, node.name());
        if (utf8) {
            character(node, from, value);
        } else {
            int to = singleByte(node, value);
            forward[from][0] = (byte) to;
            backward[0][to] = (byte) from;
        }
    }

    private void character(Node node, int from, String value) {
        if (value.length() / 2 > MAX_LENGTH) {
            throw ConfErrors.invalidValue(node, value);
        }
        byte[] bytes = new byte[(value.length() + 1) / 2];
        for (int i = 0; i < bytes.length; i++) {
            int end = 2 * i + 2;
            OptionalInt one = end > value.length() ? OptionalInt.empty() : hex(value.substring(end - 2, end));
            bytes[i] = (byte) one.orElseThrow(() -> ConfErrors.invalidValue(node, value));
        }
        int code = bytes.length == 0 ? Utf8.INVALID : Utf8.decode(ByteBuffer.wrap(bytes));
        if (code < 0 || code > 0xffff) {
            throw ConfErrors.invalidValue(node, value);
        }
        forward[from] = bytes;
        byte[] page = backward[code >> 8];
        if (page == null) {
            page = new byte[256];
            backward[code >> 8] = page;
        }
        page[code & 0xff] = (byte) from;
    }

    private static int singleByte(Node node, String word) {
        return hex(word).orElseThrow(() -> ConfErrors.invalidValue(node, word));
    }

    /** Parses one byte; empty if it is not one. */
    private static OptionalInt hex(String word) {
        return word.matches("0*[0-9a-fA-F]{1,2}") ? OptionalInt.of(Integer.parseInt(word, 16)) : OptionalInt.empty();
    }
}
