package io.gangway.charset;

import java.nio.ByteBuffer;

/** One answer on its way from one charset to another. */
interface Recoding {
    /** As much room as one step may take: a character reference such as {@code &#1114111;}. */
    int MAX = 10;

    /**
     * Recodes until the input is used up or there may be too little room.
     *
     * @param in from its position
     * @param out filled from its position
     * @return false when there was no room
     */
    boolean recode(ByteBuffer in, ByteBuffer out);
}
