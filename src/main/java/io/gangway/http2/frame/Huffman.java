package io.gangway.http2.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.eclipse.jetty.http.compression.HuffmanEncoder;

/**
 * The Huffman code for strings in header blocks (RFC 7541, appendix B). It is canonical: the lengths of all codes
 * determine the codes. The lengths come from Jetty, whose decoder once replaced control characters; here they must
 * arrive unchanged so that they can be refused.
 */
final class Huffman {
    private static final int EOS = 256;
    private static final int LONGEST = 30;
    private static final int SHORTEST = 5;

    private static final int[] LENGTHS = lengths();
    private static final int[] CODES = new int[EOS + 1];

    /** Symbols in the order of their codes: by length, then by value. */
    private static final int[] SORTED = IntStream.rangeClosed(0, EOS)
            .boxed()
            .sorted(Comparator.<Integer>comparingInt(symbol -> LENGTHS[symbol]).thenComparing(s -> s))
            .mapToInt(symbol -> symbol)
            .toArray();

    /** By length: the first code that is longer, extended to the maximum length. */
    private static final long[] LIMITS = new long[LONGEST + 1];

    /** By length: added to a code, it gives the index in {@link #SORTED}. */
    private static final int[] PLACES = new int[LONGEST + 1];

    static {
        int code = 0;
        int length = LENGTHS[SORTED[0]];
        for (int i = 0; i < SORTED.length; i++) {
            int symbol = SORTED[i];
            code <<= LENGTHS[symbol] - length;
            if (LENGTHS[symbol] > length || i == 0) {
                length = LENGTHS[symbol];
                PLACES[length] = i - code;
            }
            CODES[symbol] = code++;
            LIMITS[length] = (long) code << LONGEST - length;
        }
    }

    private Huffman() {}

    private static int[] lengths() {
        int[] lengths = new int[EOS + 1];
        for (int symbol = 0; symbol < EOS; symbol++) {
            byte[] eight = new byte[8];
            Arrays.fill(eight, (byte) symbol);
            lengths[symbol] = HuffmanEncoder.octetsNeeded(eight);
        }
        lengths[EOS] = LONGEST;
        return lengths;
    }

    /** Decodes to one char per byte; null when the bytes are not of this code. */
    static String decode(byte[] from, int start, int end) {
        // https://github.com/jetty/jetty.project/issues/13336: Jetty's decoder replaced tabs and control characters.
        // Fixed in 12.1.12, which decodes all bytes as they are: its HuffmanDecoder may take the place of this.
        byte[] text = new byte[(end - start) * 8 / SHORTEST];
        int size = 0;
        long bits = 0;
        int count = 0;
        for (int i = start; i < end; i++) {
            bits = bits << 8 | from[i] & 0xff;
            count += 8;
            while (count >= SHORTEST) {
                long next = peek(bits, count);
                int length = SHORTEST;
                while (next >= LIMITS[length]) {
                    length++;
                }
                if (length > count) {
                    break;
                }
                int symbol = SORTED[PLACES[length] + (int) (next >>> LONGEST - length)];
                if (symbol == EOS) {
                    return null;
                }
                text[size++] = (byte) symbol;
                count -= length;
            }
        }
        long padding = (1L << count) - 1;
        // As in nginx, the padding may be longer than the rest of a byte.
        boolean padded = count < LONGEST && (bits & padding) == padding;
        return padded ? new String(text, 0, size, StandardCharsets.ISO_8859_1) : null;
    }

    /** The next bits, filled up with ones. */
    private static long peek(long bits, int count) {
        long mask = (1L << LONGEST) - 1;
        if (count >= LONGEST) {
            return bits >>> count - LONGEST & mask;
        }
        int missing = LONGEST - count;
        return (bits << missing | (1L << missing) - 1) & mask;
    }

    /** The number of bytes that the coded text takes. */
    static int length(String text) {
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            bits += LENGTHS[text.charAt(i) & 0xff];
        }
        return (bits + 7) / 8;
    }

    /** Writes a coded text of {@link #length} bytes; returns the index after it. */
    static int encode(String text, byte[] to, int start) {
        int at = start;
        long bits = 0;
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            int symbol = text.charAt(i) & 0xff;
            bits = bits << LENGTHS[symbol] | CODES[symbol];
            count += LENGTHS[symbol];
            while (count >= 8) {
                count -= 8;
                to[at++] = (byte) (bits >>> count);
            }
        }
        if (count > 0) {
            to[at++] = (byte) (bits << 8 - count | 0xff >>> count);
        }
        return at;
    }
}
