package io.gangway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.compression.EncodingException;
import org.eclipse.jetty.http.compression.HuffmanDecoder;
import org.eclipse.jetty.http.compression.NBitIntegerDecoder;
import org.eclipse.jetty.http2.hpack.HpackContext;
import org.eclipse.jetty.http2.hpack.HpackDecoder;

/**
 * Header blocks (RFC 7541) as lines {@code name: value}, in order and without any judgement. One instance decodes the
 * blocks of one connection.
 */
final class HeaderBlock {
    private final HpackContext table =
            new HpackDecoder(HpackContext.DEFAULT_MAX_TABLE_CAPACITY, () -> 0).getHpackContext();

    /** Their indices in the static table (RFC 7541, appendix A). */
    private static final Map<String, Integer> PSEUDO_FIELDS =
            Map.of(":authority", 1, ":method", 2, ":path", 4, ":scheme", 6, ":status", 8);

    /**
     * A block of literals without Huffman codes. Only the names of pseudo-fields are indices: some servers do not accept
     * them as text.
     */
    static byte[] encode(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (String field : fields) {
            int colon = field.indexOf(": ", 1);
            String name = field.substring(0, colon);
            int index = PSEUDO_FIELDS.getOrDefault(name, 0);
            block.write(index);
            if (index == 0) {
                string(block, name);
            }
            string(block, field.substring(colon + 2));
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        int rest = text.length() - 0x7f;
        block.write(Math.min(text.length(), 0x7f));
        if (rest >= 0) {
            for (; rest >= 0x80; rest >>>= 7) {
                block.write(rest & 0x7f | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The fields of a complete block. */
    List<String> decode(byte[] block) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(block);
        List<String> fields = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int first = bytes.get(bytes.position());
            if ((first & 0x80) != 0) {
                HttpField known = known(number(bytes, 7));
                fields.add(line(known.getLowerCaseName(), known.getValue()));
            } else if ((first & 0xe0) == 0x20) {
                table.resize(number(bytes, 5));
            } else {
                boolean indexed = (first & 0x40) != 0;
                int index = number(bytes, indexed ? 6 : 4);
                String name = index == 0 ? string(bytes) : known(index).getLowerCaseName();
                String value = string(bytes);
                if (indexed) {
                    table.add(new HttpField(name, value));
                }
                fields.add(line(name, value));
            }
        }
        return List.copyOf(fields);
    }

    private static String line(String name, String value) {
        return name + ": " + (value == null ? "" : value);
    }

    private HttpField known(int index) throws IOException {
        HpackContext.Entry entry = table.get(index);
        if (entry == null) {
            throw new IOException("no field " + index + " in the table");
        }
        return entry.getHttpField();
    }

    private static int number(ByteBuffer bytes, int prefix) throws IOException {
        NBitIntegerDecoder decoder = new NBitIntegerDecoder();
        decoder.setPrefix(prefix);
        int number = decoder.decodeInt(bytes);
        if (number < 0) {
            throw new IOException("incomplete number in a header block");
        }
        return number;
    }

    private static String string(ByteBuffer bytes) throws IOException {
        boolean huffman = bytes.get(bytes.position()) < 0;
        int length = number(bytes, 7);
        if (length > bytes.remaining()) {
            throw new IOException("incomplete text in a header block");
        }
        if (huffman) {
            HuffmanDecoder decoder = new HuffmanDecoder();
            decoder.setLength(length);
            try {
                return decoder.decode(bytes);
            } catch (EncodingException e) {
                throw new IOException("invalid Huffman code", e);
            }
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
