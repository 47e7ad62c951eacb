package io.gangway.charset;

/**
 * The source or target charset of a conversion.
 *
 * @param text the name as it is to be written
 * @param known null when the configuration does not contain such a charset
 */
record CharsetName(String text, Charset known) {
    /**
     * Whether no conversion from the other is needed. As in nginx, if neither is known, the other's name may have a
     * suffix.
     */
    boolean isSame(CharsetName from) {
        if (known != null || from.known != null) {
            return known == from.known;
        }
        return from.text.regionMatches(true, 0, text, 0, text.length());
    }

    /** The table for a conversion from the other charset; null without one. */
    Table table(CharsetName from) {
        return known == null || from.known == null ? null : from.known.table(known);
    }
}
