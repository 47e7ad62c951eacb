package io.gangway.ssi;

/** A piece of a page that is not written yet: text, or the response of an include. */
sealed interface SsiPiece permits Included, SsiText {
    /** Frees the piece, which is not wanted any more. */
    void free();
}
