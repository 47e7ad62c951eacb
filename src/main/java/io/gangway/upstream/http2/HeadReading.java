package io.gangway.upstream.http2;

import static io.gangway.http2.frame.ErrorCode.PROTOCOL_ERROR;
import static io.gangway.http2.frame.ErrorCode.STREAM_CLOSED;

import io.gangway.http2.frame.HeaderBlockReader;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.http2.stream.StreamLeg;
import java.nio.ByteBuffer;

/**
 * Reads the header blocks that arrive on one connection, one after the other, for the receivers of their streams. A block
 * that is too large or not wanted is skipped without decoding: there is no dynamic table. Confined to the loop of the
 * connection.
 */
final class HeadReading {
    private final HeaderBlockReader blocks = HeaderBlockReader.ofUpstream();

    /** The receiver of the block that is being read; null when it is skipped. */
    private HeadReceiver receiver;
    /** The stream of that block; null if it is not open any more. */
    private RequestStream stream;

    private boolean streamEnds;
    /** How many bytes more the block may have. */
    private int left;

    /**
     * Begins a block.
     *
     * @param of its stream; null if that is closed here
     * @param ends whether the stream ends with the block
     */
    void begin(RequestStream of, boolean ends) {
        HeadReceiver wanted = of == null ? null : of.receiver();
        if (wanted != null && of.leg().isInputEnded()) {
            of.violated(STREAM_CLOSED, "upstream sent frame for closed stream " + of.leg().stream());
            wanted = null;
        } else if (wanted != null && wanted.hasHead() && !ends) {
            of.violated(PROTOCOL_ERROR, "upstream sent trailer without end stream flag");
            wanted = null;
        }
        receiver = wanted;
        stream = of;
        streamEnds = ends;
        left = wanted == null ? 0 : wanted.maxBlock();
        blocks.begin(this::field);
    }

    private void field(String name, String value) {
        if (receiver != null) {
            receiver.field(name, value);
        }
    }

    /** Whether the block is not skipped. */
    boolean isWanted() {
        return receiver != null;
    }

    /**
     * Reads a piece of the block.
     *
     * @return the stream if its block ends here because it is too large; else null
     */
    RequestStream piece(ByteBuffer bytes) throws Http2ConnectionException {
        RequestStream cutOff = null;
        if (receiver != null) {
            left -= bytes.remaining();
            if (left >= 0) {
                blocks.read(bytes);
                return null;
            }
            receiver.tooLarge();
            cutOff = complete();
        }
        bytes.position(bytes.limit());
        return cutOff;
    }

    /**
     * The block is complete.
     *
     * @return its stream; null if it was skipped
     */
    RequestStream end() throws Http2ConnectionException {
        if (receiver == null) {
            stream = null;
            return null;
        }
        blocks.end();
        return complete();
    }

    private RequestStream complete() {
        RequestStream complete = stream;
        receiver = null;
        stream = null;
        complete.headEnd(streamEnds);
        return complete;
    }

    /** A stream has ended: the rest of its block is skipped. */
    void ended(StreamLeg leg) {
        if (stream != null && stream.leg() == leg) {
            receiver = null;
            stream = null;
        }
    }
}
