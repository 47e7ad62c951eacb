package io.gangway.slice;

/**
 * A {@code Content-Range} field (RFC 9110, section 14.4).
 *
 * @param end the position after the last byte
 * @param length of the whole; -1 if it is not known
 */
record ContentRange(long start, long end, long length) {
    private static final String UNIT = "bytes ";

    /** Reads a field; null if it is missing or invalid. */
    static ContentRange parse(String field) {
        if (field == null || !field.startsWith(UNIT)) {
            return null;
        }
        RangeText text = new RangeText(field, UNIT.length());
        long start = text.number();
        if (start < 0 || !text.take('-')) {
            return null;
        }
        long last = text.number();
        if (last < 0 || !text.take('/')) {
            return null;
        }
        boolean unknown = text.take('*');
        long length = unknown ? -1 : text.number();
        return !unknown && length < 0 || !text.isAtEnd() ? null : new ContentRange(start, last + 1, length);
    }
}
