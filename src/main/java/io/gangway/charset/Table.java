package io.gangway.charset;

/** How bytes of one charset become those of another. Immutable. */
interface Table {
    /** A recoding that begins. */
    Recoding begin();

    /** Whether each byte becomes one byte. */
    default boolean keepsLength() {
        return false;
    }
}
