package io.gangway.websocket.bridge;

import io.gangway.websocket.frame.InjectedFrame;
import io.gangway.websocket.frame.Mask;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Builds frames in one buffer, each with space for its header before its payload. The last frame may be open; it is not
 * returned yet. Confined to the loop of its tunnel.
 */
public final class FrameBuffer {
    /** The size of the buffer, and so the maximum length of a frame: its length takes two bytes or less. */
    public static final int SIZE = 65536;

    /** Minimum space for the payload of a new frame. */
    private static final int MIN_ROOM = 64;

    private static final int TAIL = 0x0000ffff;
    private static final int TAIL_BYTES = 4;

    private final ByteBufferPool pool;
    private final boolean masked;
    private final int headerRoom;

    /** Null while it is empty. */
    private RetainableByteBuffer held;
    /** Its content, from 0 to position. */
    private ByteBuffer bytes;
    /** Bytes before this index were returned. */
    private int taken;
    /** Where the open frame begins; -1 without one. */
    private int frame = -1;
    /** Whether the last bytes of a cut frame must be put before the next payload. */
    private boolean hasCarried;

    private int carried;

    /**
     * Creates the buffer of one direction.
     *
     * @param masked whether this direction leads to a server
     */
    FrameBuffer(ByteBufferPool pool, boolean masked) {
        this.pool = pool;
        this.masked = masked;
        headerRoom = masked ? 8 : 4;
    }

    /** Opens a frame unless one is open; false when there is no space. */
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

    /** The buffer for the payload of the open frame, at its position. */
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

    /**
     * Ends the open frame early. Its last four bytes, which may be the tail of a flush, are kept for the next frame.
     */
    void cut(int opcode, boolean rsv1) {
        carried = bytes.getInt(bytes.position() - TAIL_BYTES);
        hasCarried = true;
        bytes.position(bytes.position() - TAIL_BYTES);
        end(opcode, false, rsv1);
    }

    /**
     * Removes the tail of the flush from the open frame, which ends a compressed message; the receiver adds it again.
     */
    void dropTail() {
        int length = bytes.position() - frame - headerRoom;
        if (length >= TAIL_BYTES && bytes.getInt(bytes.position() - TAIL_BYTES) == TAIL) {
            bytes.position(bytes.position() - TAIL_BYTES);
            length -= TAIL_BYTES;
        }
        if (length == 0) {
            // A message must not be empty (RFC 7692, section 7.2.3.6).
            bytes.put((byte) 0);
        }
    }

    /** Returns the complete frames that were not returned yet; null without any. */
    ByteBuffer take() {
        if (held == null) {
            return null;
        }
        int end = frame >= 0 ? frame : bytes.position();
        if (end == taken) {
            return null;
        }
        ByteBuffer frames = bytes.slice(taken, end - taken);
        taken = end;
        return frames;
    }

    /** Makes space again. The frames that were returned must have been written, or are not needed any more. */
    void reclaim() {
        if (held == null) {
            return;
        }
        taken = 0;
        if (frame < 0) {
            bytes.position(0);
        } else if (frame > 0) {
            int length = bytes.position() - frame;
            bytes.put(0, bytes, frame, length);
            bytes.position(length);
            frame = 0;
        }
    }

    /** Releases the buffer unless a frame is open. */
    void releaseIdle() {
        if (frame < 0) {
            release();
        }
    }

    /** Releases the buffer and its content. Idempotent. */
    void release() {
        if (held != null) {
            BufferUtil.clear(bytes);
            held.release();
            held = null;
            bytes = null;
            taken = 0;
            frame = -1;
        }
    }
}
