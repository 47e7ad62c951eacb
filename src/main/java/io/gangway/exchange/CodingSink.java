package io.gangway.exchange;

import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Transforms the bytes of a response. Writes a buffer when it is full, or when a mark asks for it. Owned by its
 * exchange, confined to its loop.
 */
public abstract class CodingSink extends HoldingSink {
    private static final int PIECE = 32 * 1024;

    /** Maximum number of pieces in one loop iteration, so that other exchanges can run. */
    private static final int MAX_PIECES = 2;

    /** The buffer being coded, or null. */
    private RetainableByteBuffer input;

    /** Output that is not written yet, in fill mode, or null. */
    private RetainableByteBuffer out;

    /** Why the response ends early, while {@link #out} is on its way; null otherwise. */
    private Throwable failure;

    protected CodingSink(Exchange exchange, Sink next) {
        super(exchange, next);
    }

    /**
     * Codes until the input is used up and all output that the mark requires is complete, or until output must be
     * written.
     *
     * @param in read from its position
     * @param to filled from its position
     * @param mark LAST when the input is the end of the body
     * @return true when done; false when {@code to} is full or should be written now
     */
    protected abstract boolean code(ByteBuffer in, ByteBuffer to, Mark mark) throws DataFormatException;

    /** Releases the codec if it is still held. Idempotent. */
    protected void end() {}

    /** Whether output is of use to the client though the rest will never come. */
    protected boolean keepsOutputOfFailure() {
        return true;
    }

    /** As in nginx, the client gets what has been coded, then the response breaks off. */
    @Override
    public final void fail(Throwable cause) {
        boolean idle = input == null
                && held.isEmpty()
                && out != null
                && out.getByteBuffer().position() > 0;
        if (idle && keepsOutputOfFailure()) {
            failure = cause;
            if (pass(Mark.MORE) == Written.PENDING) {
                return;
            }
        }
        super.fail(cause);
    }

    @Override
    protected void free() {
        if (input != null) {
            input.release();
            input = null;
        }
        if (out != null) {
            out.release();
            out = null;
        }
        super.free();
        end();
    }

    @Override
    protected final Written run() {
        if (failure != null) {
            super.fail(failure);
            return Written.FAILED;
        }
        for (int pieces = 0; input != null || !held.isEmpty() || held.mark() != Mark.MORE; pieces++) {
            if (pieces == MAX_PIECES) {
                exchange.loop().execute(exchange::writable);
                return Written.PENDING;
            }
            Written written;
            try {
                written = step();
            } catch (IOException e) {
                return broken(LogLevel.CRIT, "read() failed (" + e.getMessage() + ")", e);
            } catch (DataFormatException e) {
                return broken(LogLevel.ERROR, e.getMessage(), e);
            }
            if (written == Written.FAILED) {
                free();
            }
            if (written != Written.DONE) {
                return written;
            }
        }
        return Written.DONE;
    }

    private Written broken(LogLevel level, String message, Exception cause) {
        exchange.log(level, message + " while sending response to client");
        fail(cause);
        return Written.FAILED;
    }

    private Written step() throws IOException, DataFormatException {
        if (input == null && !held.isEmpty()) {
            input = held.take(exchange.loop().buffers(), exchange.loop().pieceSize(PIECE));
        }
        if (out == null) {
            out = exchange.loop().buffers().acquire(exchange.loop().pieceSize(PIECE), true);
            out.getByteBuffer().clear();
        }
        Mark mark = held.isEmpty() ? held.mark() : Mark.MORE;
        boolean all = code(input == null ? BufferUtil.EMPTY_BUFFER : input.getByteBuffer(), out.getByteBuffer(), mark);
        if (all && input != null) {
            input.release();
            input = null;
        }
        if (!all) {
            return pass(Mark.MORE);
        }
        if (mark != Mark.MORE) {
            return passAll();
        }
        if (out.getByteBuffer().position() == 0) {
            out.release();
            out = null;
        }
        return Written.DONE;
    }

    private Written passAll() {
        Mark mark = held.takeMark();
        if (mark == Mark.LAST) {
            end();
        }
        return pass(mark);
    }

    private Written pass(Mark mark) {
        RetainableByteBuffer full = out;
        out = null;
        full.getByteBuffer().flip();
        return next.write(full, mark);
    }
}
