package io.gangway.websocket;

/** The masking of payloads (RFC 6455, section 5.3). */
final class Mask {
    private Mask() {}

    /** The byte of a mask that counts for that byte of the payload; masking and unmasking are the same. */
    static int at(int mask, int index) {
        return mask >>> (24 - 8 * (index & 3));
    }
}
