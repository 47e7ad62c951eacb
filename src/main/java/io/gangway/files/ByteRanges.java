package io.gangway.files;

import java.util.ArrayList;
import java.util.List;

/**
 * The byte ranges of a {@code Range} field (RFC 9110, section 14.1.2), parsed as nginx does.
 *
 * @param verdict how to respond
 * @param ranges those that lie within the body, in the order of the request
 */
record ByteRanges(Verdict verdict, List<ByteRange> ranges) {
    enum Verdict {
        /** Respond with the ranges. */
        PARTIAL,
        /** Respond with the whole body. */
        WHOLE,
        /** Respond with 416. */
        NOT_SATISFIABLE
    }

    /** A range from {@code start} to {@code end}, exclusive. */
    record ByteRange(long start, long end) {
        long length() {
            return end - start;
        }
    }

    /** The default of {@code max_ranges}: many small ranges are then refused because of their overhead. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final ByteRanges WHOLE = new ByteRanges(Verdict.WHOLE, List.of());
    private static final ByteRanges NOT_SATISFIABLE = new ByteRanges(Verdict.NOT_SATISFIABLE, List.of());

    /**
     * Parses a field.
     *
     * @param spec the text after {@code bytes=}
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

    /** A position in the field. */
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
            boolean matches = at < text.length() && text.charAt(at) == c;
            at += matches ? 1 : 0;
            return matches;
        }

        boolean atEnd() {
            return at == text.length() || text.charAt(at) == ',';
        }

        /** Reads a number and the blanks after it; -1 without one, or when it is too large. */
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
