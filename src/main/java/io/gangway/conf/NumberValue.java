package io.gangway.conf;

import java.util.OptionalLong;

/** Reads whole numbers without sign, up to 2^63 - 1. */
public final class NumberValue {
    private NumberValue() {}

    /** Digits only; empty when nginx would refuse it. */
    public static OptionalLong parse(String text) {
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return OptionalLong.empty();
            }
            value = value * 10 + digit;
        }
        return OptionalLong.of(value);
    }

    /** Reads the only argument of a directive: {@code "x" directive invalid number}. */
    public static long read(Node node) {
        return parse(node.args().get(0).text()).orElseThrow(() -> ConfErrors.invalidNumber(node));
    }

    /** The same within limits: {@code value must be between 1 and 9}, or {@code equal to or greater than 1}. */
    public static long read(Node node, long low, long high) {
        long value = read(node);
        if (value >= low && value <= high) {
            return value;
        }
        throw ConfErrors.at(
                node,
                high == Long.MAX_VALUE
                        ? "value must be equal to or greater than " + low
                        : "value must be between " + low + " and " + high);
    }
}
