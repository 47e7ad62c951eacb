package io.gangway.conf;

import java.util.OptionalLong;

/**
 * Reads sizes in bytes with an optional unit: {@code k} and {@code m} for sizes of memory, also {@code g} for offsets
 * in files, as in nginx. Units may be upper case; there are no signs, fractions or spaces.
 */
public final class SizeValue {
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private SizeValue() {}

    /** A size of memory; empty when nginx would refuse the text. */
    public static OptionalLong size(String text) {
        return parse(text, false);
    }

    /** An offset in a file; empty when nginx would refuse the text. */
    public static OptionalLong offset(String text) {
        return parse(text, true);
    }

    /** Reads the only argument of a directive as a size. */
    public static long readSize(Node node) {
        return size(node.args().get(0).text()).orElseThrow(() -> ConfErrors.invalidValue(node));
    }

    /** Reads the only argument of a directive as an offset. */
    public static long readOffset(Node node) {
        return offset(node.args().get(0).text()).orElseThrow(() -> ConfErrors.invalidValue(node));
    }

    private static OptionalLong parse(String text, boolean giga) {
        long scale = text.isEmpty() ? 1 : scale(text.charAt(text.length() - 1), giga);
        OptionalLong number = NumberValue.parse(scale == 1 ? text : text.substring(0, text.length() - 1));
        if (number.isEmpty() || number.getAsLong() > Long.MAX_VALUE / scale) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number.getAsLong() * scale);
    }

    private static long scale(char unit, boolean giga) {
        return switch (unit) {
            case 'k', 'K' -> KIB;
            case 'm', 'M' -> MIB;
            case 'g', 'G' -> giga ? GIB : 1;
            default -> 1;
        };
    }
}
