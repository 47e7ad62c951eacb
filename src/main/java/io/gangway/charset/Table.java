package io.gangway.charset;

/** Converts the bytes of one charset to those of another. Immutable. */
interface Table {
    /** Starts a conversion. */
    Recoding begin();

    /** Whether each byte becomes one byte. */
    default boolean keepsLength() {
        return false;
    }
}
