package io.gangway.exchange;

import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Turns the bytes of an answer into others. Writes a buffer when it is full, or when what was given is to be sent. Owned by
 * its exchange, confined to its loop.
 */
public abstract class CodingSink extends HoldingSink {
    private static final int PIECE = 32 * 1024;

    /** So many pieces in one turn of the loop, then others have theirs. */
    private static final int TURN = 2;

    /** What is being coded; null for nothing. */
    private RetainableByteBuffer input;

    /** What was coded and is not written yet, being filled; null for nothing. */
    private RetainableByteBuffer out;

    protected CodingSink(Exchange exchange, Sink next) {
        super(exchange, next);
    }

    /**
     * Codes until the input is used up and all is out that the mark asks for, or until what there is goes out.
     *
     * @param in from its position
     * @param to filled from its position
     * @param asked LAST when nothing follows the input
     * @return false when there was no room, or what there is shall go out now
     */
    protected abstract boolean code(ByteBuffer in, ByteBuffer to, Mark asked) throws DataFormatException;

    /** Gives back what codes, where that is held. Idempotent. */
    protected void end() {}

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
        for (int turn = 0; input != null || !held.isEmpty() || held.mark() != Mark.MORE; turn++) {
            if (turn == TURN) {
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
        Mark asked = held.isEmpty() ? held.mark() : Mark.MORE;
        boolean all = code(input == null ? BufferUtil.EMPTY_BUFFER : input.getByteBuffer(), out.getByteBuffer(), asked);
        if (all && input != null) {
            input.release();
            input = null;
        }
        if (!all) {
            return pass(Mark.MORE);
        }
        if (asked != Mark.MORE) {
            return passAll();
        }
        if (out.getByteBuffer().position() == 0) {
            out.release();
            out = null;
        }
        return Written.DONE;
    }

    private Written passAll() {
        Mark asked = held.takeMark();
        if (asked == Mark.LAST) {
            end();
        }
        return pass(asked);
    }

    private Written pass(Mark asked) {
        RetainableByteBuffer full = out;
        out = null;
        full.getByteBuffer().flip();
        return next.write(full, asked);
    }
}
