package io.gangway.charset;

/**
 * What one end of a recoding is called.
 *
 * @param text as it is to be written
 * @param known null when the configuration does not name such a charset
 */
record CharsetName(String text, Charset known) {
    /** Whether nothing has to be recoded from the other to this. As in nginx the other's text may be longer when neither is known. */
    boolean isSame(CharsetName from) {
        if (known != null || from.known != null) {
            return known == from.known;
        }
        return from.text.regionMatches(true, 0, text, 0, text.length());
    }

    /** How to recode from the other to this; null when nobody knows. */
    Table table(CharsetName from) {
        return known == null || from.known == null ? null : from.known.table(known);
    }
}
