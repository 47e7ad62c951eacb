package io.gangway.websocket;

import java.nio.ByteBuffer;

/** Sees the bytes of one direction as they pass, before they are written. Called on the loop of the tunnel. */
@FunctionalInterface
interface Observer {
    /** Position to limit is what was read just now; neither may be moved, and the buffer may not be kept. */
    void passing(ByteBuffer bytes);
}
