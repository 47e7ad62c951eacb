package io.gangway.files;

import java.util.ArrayList;
import java.util.List;

/**
 * The ranges that a {@code Range} field asks for (RFC 9110, 14.1.2), read as nginx does.
 *
 * @param verdict what is to be done
 * @param ranges those that lie within the body, in the order of the request
 */
record ByteRanges(Verdict verdict, List<ByteRange> ranges) {
    enum Verdict {
        /** Answer with the ranges. */
        PARTIAL,
        /** Answer with the whole. */
        WHOLE,
        /** 416. */
        NOT_SATISFIABLE
    }

    /** From {@code start} up to, not including, {@code end}. */
    record ByteRange(long start, long end) {
        long length() {
            return end - start;
        }
    }

    /** {@code max_ranges} when it is not written: many small ranges are then refused by what they would cost. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final ByteRanges WHOLE = new ByteRanges(Verdict.WHOLE, List.of());
    private static final ByteRanges NOT_SATISFIABLE = new ByteRanges(Verdict.NOT_SATISFIABLE, List.of());

    /**
     * Reads a field.
     *
     * @param spec what stands behind {@code bytes=}
     * @param length of the body
     * @param max {@code max_ranges}
     */
    static ByteRanges parse(String spec, long length, int max) {
        Cursor cursor = new Cursor(spec);
        List<ByteRange> ranges = new ArrayList<>(1);
        long size = 0;
        do {
            cursor.blanks();
            boolean suffix = cursor.take('-');
            long start = 0;
            long end = length;
            if (!suffix) {
                start = cursor.number();
                if (start < 0 || !cursor.take('-')) {
                    return NOT_SATISFIABLE;
                }
                cursor.blanks();
            }
            if (suffix || !cursor.atEnd()) {
                long number = cursor.number();
                if (number < 0 || !cursor.atEnd()) {
                    return NOT_SATISFIABLE;
                }
                if (suffix) {
                    start = number < length ? length - number : 0;
                } else {
                    end = number < length ? number + 1 : length;
                }
            }
            if (start < end) {
                ranges.add(new ByteRange(start, end));
                size += end - start;
                if (size < 0) {
                    return NOT_SATISFIABLE;
                }
                if (ranges.size() > max) {
                    return WHOLE;
                }
            } else if (start == 0) {
                return WHOLE;
            }
        } while (cursor.take(','));
        if (ranges.isEmpty()) {
            return NOT_SATISFIABLE;
        }
        boolean costly = max == UNLIMITED && size + ranges.size() * 256L > length + 4096;
        return ranges.size() > 1 && (size > length || costly)
                ? WHOLE
                : new ByteRanges(Verdict.PARTIAL, List.copyOf(ranges));
    }

    /** Walks over the field. */
    private static final class Cursor {
        private final String text;
        private int at;

        Cursor(String text) {
            this.text = text;
        }

        void blanks() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }

        boolean take(char c) {
            boolean there = at < text.length() && text.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        boolean atEnd() {
            return at == text.length() || text.charAt(at) == ',';
        }

        /** A number and the blanks behind it; -1 when there is none or it is too large. */
        long number() {
            int from = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            String digits = text.substring(from, at);
            blanks();
            try {
                return digits.isEmpty() ? -1 : Long.parseLong(digits);
            } catch (NumberFormatException e) {
                return -1;
            }
        }
    }
}
