package io.gangway.websocket.bridge;

import io.gangway.websocket.frame.BufferSlices;
import io.gangway.websocket.frame.Deflation;
import io.gangway.websocket.frame.Inflation;
import io.gangway.websocket.frame.InjectedFrame;
import io.gangway.websocket.frame.Opcode;
import io.gangway.websocket.frame.ProtocolViolationException;
import io.gangway.websocket.frame.Utf8Check;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Rewrites the messages of one direction: inflates, validates, passes to a hook and deflates them, as the legs and the
 * location need it. It stops when its buffer is full, and can then be continued. A frame becomes one frame, or several
 * if it is larger than the buffer. Confined to the loop of its tunnel.
 */
final class MessageTranscoder {
    private static final int INFLATED_SIZE = 16384;

    private final ByteBufferPool pool;
    private final boolean masked;
    private final FrameBuffer out;
    /** Each null where the leg or the location does not use it. */
    private final Inflation inflation;

    private final Deflation deflation;
    private final HookedMessages hookedMessages;
    /** Maximum bytes of a message; 0 for no limit. */
    private final long maxMessageLength;

    private final Utf8Check utf8 = new Utf8Check();

    // ---- the current message

    private int opcode;
    private boolean inflates;
    private boolean deflates;
    private long length;
    /** Whether a frame of it was written. */
    private boolean begun;
    /** Whether its last frame is still to be written. */
    private boolean open;

    // ---- the current frame

    /** Input to be decoded; null when all is decoded. */
    private ByteBuffer piece;

    private boolean pieceEndsFrame;
    private boolean pieceEndsMessage;
    private RetainableByteBuffer inflated;

    /** Data to be encoded; null when all is encoded. */
    private ByteBuffer chunk;

    private boolean chunkEndsFrame;
    private boolean chunkEndsMessage;
    private boolean chunkFed;
    /** A message of a hook that is sent in one frame. */
    private ByteBuffer hookFrame;

    /**
     * Creates the transcoder of one direction.
     *
     * @param masked whether this direction leads to a server
     */
    MessageTranscoder(
            ByteBufferPool pool,
            boolean masked,
            Inflation inflation,
            Deflation deflation,
            HookedMessages hookedMessages,
            long maxMessageLength) {
        this.pool = pool;
        this.masked = masked;
        this.inflation = inflation;
        this.deflation = deflation;
        this.hookedMessages = hookedMessages;
        this.maxMessageLength = maxMessageLength;
        out = new FrameBuffer(pool, masked);
    }

    /** Begins a message. */
    void begin(int newOpcode, boolean isCompressed, boolean isToBeCompressed) {
        opcode = newOpcode;
        inflates = isCompressed;
        deflates = isToBeCompressed;
        length = 0;
        begun = false;
        open = hookedMessages == null;
        utf8.reset();
    }

    /** Whether a message was passed on in part. */
    boolean isAmidMessage() {
        return begun && open;
    }

    /**
     * Sets the next bytes of the message, unmasked; they must stay unchanged until {@link #transcode} has processed
     * them.
     */
    void input(ByteBuffer bytes, boolean endsFrame, boolean endsMessage) {
        piece = bytes;
        pieceEndsFrame = endsFrame;
        pieceEndsMessage = endsMessage;
        if (inflates) {
            inflation.input(bytes, endsMessage);
        }
    }

    /** Produces frames; false when the buffer is full: call it again when the frames that were returned are written. */
    boolean transcode(BufferSlices bufferSlices) throws ProtocolViolationException {
        while (true) {
            if (hookFrame != null) {
                drainTo(bufferSlices);
                bufferSlices.add(hookFrame);
                hookFrame = null;
                if (bufferSlices.length() >= FrameBuffer.SIZE) {
                    return false;
                }
            }
            if (chunk != null && !encode()) {
                return false;
            }
            if (!decode()) {
                return true;
            }
        }
    }

    /** Adds the complete frames to the output. */
    void drainTo(BufferSlices bufferSlices) {
        ByteBuffer frames = out.take();
        if (frames != null) {
            bufferSlices.add(frames);
        }
    }

    // ---- from the sender

    private boolean decode() throws ProtocolViolationException {
        if (piece == null) {
            return false;
        }
        if (inflates) {
            inflate();
        } else {
            ByteBuffer bytes = piece;
            piece = null;
            decoded(bytes, pieceEndsFrame, pieceEndsMessage);
        }
        return true;
    }

    private void inflate() throws ProtocolViolationException {
        if (inflated == null) {
            inflated = pool.acquire(INFLATED_SIZE, true);
        }
        ByteBuffer bytes = inflated.getByteBuffer().clear();
        boolean all;
        try {
            all = inflation.inflate(bytes);
        } catch (DataFormatException e) {
            throw ProtocolViolationException.badData("a message that can't be inflated");
        }
        bytes.flip();
        if (all) {
            piece = null;
            if (pieceEndsMessage) {
                inflation.messageEnded();
            }
        }
        decoded(bytes, all && pieceEndsFrame, all && pieceEndsMessage);
    }

    private void decoded(ByteBuffer bytes, boolean endsFrame, boolean endsMessage) throws ProtocolViolationException {
        length += bytes.remaining();
        if (maxMessageLength > 0 && length > maxMessageLength) {
            throw ProtocolViolationException.tooLarge(maxMessageLength);
        }
        if (opcode == Opcode.TEXT
                && (!utf8.accepts(bytes, bytes.position(), bytes.limit(), 0, 0) || endsMessage && !utf8.isComplete())) {
            throw ProtocolViolationException.badData("text that is not UTF-8");
        }
        if (hookedMessages == null) {
            encode(bytes, endsFrame, endsMessage);
        } else {
            hookedMessages.add(bytes);
            if (endsMessage) {
                hooked(hookedMessages.complete(opcode));
            }
        }
    }

    private void hooked(WholeMessage message) {
        if (message == null) {
            return;
        }
        opcode = message.opcode();
        byte[] bytes = message.payload();
        deflates = deflation != null && deflation.isWorth(bytes.length) && deflation.isPossible();
        if (deflates) {
            open = true;
            encode(ByteBuffer.wrap(bytes), true, true);
        } else {
            hookFrame = InjectedFrame.frame(opcode, bytes, masked);
        }
    }

    // ---- to the target

    private void encode(ByteBuffer bytes, boolean endsFrame, boolean endsMessage) {
        if (bytes.hasRemaining() || endsFrame) {
            chunk = bytes;
            chunkEndsFrame = endsFrame;
            chunkEndsMessage = endsMessage;
            chunkFed = false;
        }
    }

    private boolean encode() {
        if (!(deflates ? deflate() : copy())) {
            return false;
        }
        if (chunkEndsFrame) {
            if (deflates && chunkEndsMessage) {
                out.dropTail();
                deflation.messageEnded();
            }
            out.end(begun ? Opcode.CONTINUATION : opcode, chunkEndsMessage, deflates && !begun);
            begun = true;
            open = !chunkEndsMessage;
        }
        chunk = null;
        return true;
    }

    private boolean copy() {
        while (out.begin()) {
            ByteBuffer to = out.payload();
            int n = Math.min(to.remaining(), chunk.remaining());
            to.put(to.position(), chunk, chunk.position(), n);
            to.position(to.position() + n);
            chunk.position(chunk.position() + n);
            if (!chunk.hasRemaining()) {
                return true;
            }
            cut();
        }
        return false;
    }

    private boolean deflate() {
        if (!chunkFed) {
            deflation.input(chunk);
            chunkFed = true;
        }
        while (out.begin()) {
            if (deflation.deflate(out.payload(), chunkEndsFrame)) {
                return true;
            }
            cut();
        }
        return false;
    }

    private void cut() {
        out.cut(begun ? Opcode.CONTINUATION : opcode, deflates && !begun);
        begun = true;
    }

    // ---- buffers

    /** The frames that were returned have been written. */
    void reclaim() {
        out.reclaim();
    }

    /** Releases what is not needed until more bytes arrive. */
    void releaseIdle() {
        out.releaseIdle();
        releaseInflated();
    }

    /** Releases everything. Idempotent. */
    void release() {
        out.release();
        releaseInflated();
        if (inflation != null) {
            inflation.release();
        }
        if (deflation != null) {
            deflation.release();
        }
        piece = null;
        chunk = null;
        hookFrame = null;
    }

    private void releaseInflated() {
        if (inflated != null) {
            BufferUtil.clear(inflated.getByteBuffer());
            inflated.release();
            inflated = null;
        }
    }
}
