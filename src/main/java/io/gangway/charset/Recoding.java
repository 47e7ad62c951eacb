package io.gangway.charset;

import java.nio.ByteBuffer;

/** The conversion of one response from one charset to another. */
interface Recoding {
    /** Maximum output of one step: a character reference such as {@code &#1114111;}. */
    int MAX = 10;

    /**
     * Converts until the input is used up or there may be too little space.
     *
     * @param in from its position
     * @param out filled from its position
     * @return false when there was too little space
     */
    boolean recode(ByteBuffer in, ByteBuffer out);
}
