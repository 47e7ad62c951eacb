package io.gangway.ssi;

import org.eclipse.jetty.io.RetainableByteBuffer;

/** Text of a page. */
record SsiText(RetainableByteBuffer bytes) implements SsiPiece {
    @Override
    public void free() {
        bytes.release();
    }
}
