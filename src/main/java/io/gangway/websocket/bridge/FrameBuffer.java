package io.gangway.websocket.bridge;

import io.gangway.websocket.frame.InjectedFrame;
import io.gangway.websocket.frame.Mask;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Frames in the making: payloads are put behind one another, each with room for its header in front. The last frame may be
 * open: then it is not given yet. Confined to the loop of its tunnel.
 */
public final class FrameBuffer {
    /** A frame is at most as long as the buffer: its length takes two bytes or less. */
    public static final int SIZE = 65536;

    /** A frame is not begun with less room than this. */
    private static final int MIN_ROOM = 64;

    private static final int TAIL = 0x0000ffff;
    private static final int TAIL_BYTES = 4;

    private final ByteBufferPool pool;
    private final boolean masked;
    private final int headerRoom;

    /** Null while there is nothing in it. */
    private RetainableByteBuffer held;
    /** Its content, from 0 to position. */
    private ByteBuffer bytes;
    /** What is before was given. */
    private int given;
    /** Where the open frame begins; -1 when there is none. */
    private int frame = -1;
    /** Whether the end of a frame that was cut is to stand before what follows. */
    private boolean hasCarried;

    private int carried;

    /**
     * For one direction.
     *
     * @param masked whether it leads to a server
     */
    FrameBuffer(ByteBufferPool pool, boolean masked) {
        this.pool = pool;
        this.masked = masked;
        headerRoom = masked ? 8 : 4;
    }

    /** Opens a frame unless one is open; false when there is no room. */
    boolean begin() {
        if (frame >= 0) {
            return true;
        }
        if (held == null) {
            held = pool.acquire(SIZE, true);
            bytes = held.getByteBuffer().clear().limit(SIZE);
        }
        if (bytes.remaining() < headerRoom + MIN_ROOM) {
            return false;
        }
        frame = bytes.position();
        bytes.position(frame + headerRoom);
        if (hasCarried) {
            bytes.putInt(carried);
            hasCarried = false;
        }
        return true;
    }

    /** Where the payload of the open frame goes on. */
    ByteBuffer payload() {
        return bytes;
    }

    /** Ends the open frame. */
    void end(int opcode, boolean fin, boolean rsv1) {
        int start = frame + headerRoom;
        int length = bytes.position() - start;
        if (length < 126) {
            bytes.put(start - 2, bytes, start, length);
            start -= 2;
            bytes.position(start + length);
        }
        int at = frame;
        bytes.put(at++, (byte) ((fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode));
        int bit = masked ? 0x80 : 0;
        if (length < 126) {
            bytes.put(at++, (byte) (bit | length));
        } else {
            bytes.put(at++, (byte) (bit | 126)).putShort(at, (short) length);
            at += 2;
        }
        if (masked) {
            int mask = InjectedFrame.newMask();
            bytes.putInt(at, mask);
            Mask.apply(mask, 0, bytes, start, start + length);
        }
        frame = -1;
    }

    /** Ends the open frame before its end; its last four bytes, which may be the tail of a flush, are kept for the next one. */
    void cut(int opcode, boolean rsv1) {
        carried = bytes.getInt(bytes.position() - TAIL_BYTES);
        hasCarried = true;
        bytes.position(bytes.position() - TAIL_BYTES);
        end(opcode, false, rsv1);
    }

    /** The open frame ends a compressed message: takes the tail of the flush away, which the receiver adds again. */
    void dropTail() {
        int length = bytes.position() - frame - headerRoom;
        if (length >= TAIL_BYTES && bytes.getInt(bytes.position() - TAIL_BYTES) == TAIL) {
            bytes.position(bytes.position() - TAIL_BYTES);
            length -= TAIL_BYTES;
        }
        if (length == 0) {
            // A message may not be empty (RFC 7692, 7.2.3.6).
            bytes.put((byte) 0);
        }
    }

    /** Whole frames that were not given yet; null when there are none. */
    ByteBuffer take() {
        if (held == null) {
            return null;
        }
        int end = frame >= 0 ? frame : bytes.position();
        if (end == given) {
            return null;
        }
        ByteBuffer frames = bytes.slice(given, end - given);
        given = end;
        return frames;
    }

    /** What was given is written, or nobody wants it: there is room again. */
    void reclaim() {
        if (held == null) {
            return;
        }
        given = 0;
        if (frame < 0) {
            bytes.position(0);
        } else if (frame > 0) {
            int length = bytes.position() - frame;
            bytes.put(0, bytes, frame, length);
            bytes.position(length);
            frame = 0;
        }
    }

    /** The same, and an empty buffer is given back. */
    void releaseIdle() {
        if (frame < 0) {
            release();
        }
    }

    /** Gives the buffer back with what is in it. Idempotent. */
    void release() {
        if (held != null) {
            BufferUtil.clear(bytes);
            held.release();
            held = null;
            bytes = null;
            given = 0;
            frame = -1;
        }
    }
}
