package io.gangway.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Creates inputs from seeds by a few random changes. The same seed number gives the same inputs on any machine: the
 * algorithm of {@link Random} is specified.
 */
final class Mutator {
    private static final int LARGEST = 64 * 1024;
    private static final byte[] ODD = {
        0,
        1,
        '\t',
        '\n',
        '\r',
        ' ',
        '"',
        '#',
        '%',
        '+',
        ',',
        '-',
        '.',
        '/',
        '0',
        ':',
        ';',
        '=',
        '?',
        '@',
        '\\',
        '{',
        '}',
        0x7f,
        (byte) 0x80,
        (byte) 0xff
    };
    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "1",
            "127",
            "128",
            "255",
            "256",
            "65535",
            "65536",
            "2147483648",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "ffffffffffffffff",
            "00000000000000000001");

    private final Random random;
    private final List<byte[]> seeds;
    private final List<byte[]> words;

    Mutator(long seed, List<byte[]> seeds, List<byte[]> words) {
        random = new Random(seed);
        this.seeds = List.copyOf(seeds);
        this.words = List.copyOf(words);
    }

    /** The next input. */
    byte[] next() {
        byte[] bytes = pick(seeds);
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            bytes = change(bytes);
        }
        return bytes.length > LARGEST ? Arrays.copyOf(bytes, LARGEST) : bytes;
    }

    private byte[] change(byte[] in) {
        int from = random.nextInt(in.length + 1);
        int to = from + random.nextInt(Math.min(in.length - from, 1 << random.nextInt(8)) + 1);
        return switch (random.nextInt(12)) {
            case 0 -> set(in, from, (byte) random.nextInt(256));
            case 1 -> set(in, from, ODD[random.nextInt(ODD.length)]);
            case 2 -> from < in.length ? set(in, from, (byte) (in[from] ^ 1 << random.nextInt(8))) : in;
            case 3 -> replace(in, from, from, new byte[] {ODD[random.nextInt(ODD.length)]});
            case 4, 5 -> words.isEmpty() ? in : replace(in, from, random.nextBoolean() ? from : to, pick(words));
            case 6 -> replace(in, from, to, new byte[0]);
            case 7 -> replace(in, from, from, Arrays.copyOfRange(in, from, to));
            case 8 -> splice(in, from);
            case 9 -> Arrays.copyOf(in, from);
            case 10 -> number(in, from);
            default -> repeat(in, from);
        };
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static byte[] set(byte[] in, int at, byte value) {
        byte[] out = in.clone();
        if (at < out.length) {
            out[at] = value;
        }
        return out;
    }

    private static byte[] replace(byte[] in, int from, int to, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length + by.length);
        out.write(in, 0, from);
        out.write(by, 0, by.length);
        out.write(in, to, in.length - to);
        return out.toByteArray();
    }

    /** Joins the beginning of this input and the end of another seed. */
    private byte[] splice(byte[] in, int at) {
        byte[] other = pick(seeds);
        int from = random.nextInt(other.length + 1);
        return replace(Arrays.copyOf(in, at), at, at, Arrays.copyOfRange(other, from, other.length));
    }

    /** Replaces the next number. */
    private byte[] number(byte[] in, int at) {
        int from = at;
        while (from < in.length && !isDigit(in[from])) {
            from++;
        }
        int to = from;
        while (to < in.length && isDigit(in[to])) {
            to++;
        }
        return from == to ? in : replace(in, from, to, Bytes.of(pick(NUMBERS)));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Repeats one byte many times. */
    private byte[] repeat(byte[] in, int at) {
        byte[] run = new byte[1 << random.nextInt(14)];
        Arrays.fill(run, at < in.length ? in[at] : (byte) 'a');
        return replace(in, at, at, run);
    }
}
