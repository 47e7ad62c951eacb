package io.gangway.upstream.http2.request;

import io.gangway.http.BadMessageException;
import io.gangway.http.Fields;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseHeadBuilder;
import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.HeaderBlockReader;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.upstream.health.CheckResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Decodes the response to a check: the frames of one stream on a connection of its own. For one response and one thread.
 */
public final class StreamCheckResponse extends CheckResponse implements FrameReader.Listener {
    private static final int MAX_REPLY = 1 << 12;

    private final FrameReader frames = FrameReader.ofUpstream(this);
    private final HeaderBlockReader block = HeaderBlockReader.ofUpstream();
    private final ResponseHeadBuilder builder;
    private final ByteArrayOutputStream reply = new ByteArrayOutputStream();
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private ResponseHead head;
    private boolean streamEnds;
    private boolean complete;
    /** What is wrong with a field; null for nothing. */
    private BadMessageException malformed;

    /** @param headSize the maximum length of the head */
    public StreamCheckResponse(int headSize) {
        builder = new ResponseHeadBuilder(headSize);
    }

    @Override
    protected boolean read(ByteBuffer in) throws BadMessageException {
        ByteBuffer all = in;
        if (rest.hasRemaining()) {
            all = ByteBuffer.allocate(rest.remaining() + in.remaining());
            all.put(rest).put(in).flip();
        }
        try {
            frames.read(all);
        } catch (Http2ConnectionException e) {
            throw bad(e.getMessage());
        }
        if (malformed != null) {
            throw malformed;
        }
        rest = ByteBuffer.allocate(all.remaining()).put(all).flip();
        return complete || hasEnough();
    }

    private static BadMessageException bad(String text) {
        return new BadMessageException(502, text, "reading response header from upstream");
    }

    @Override
    protected ByteBuffer reply() {
        if (reply.size() == 0) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(reply.toByteArray());
        reply.reset();
        return bytes;
    }

    private void reply(ByteBuffer frame) throws Http2ConnectionException {
        if (reply.size() > MAX_REPLY) {
            throw new Http2ConnectionException(0, "upstream sent too many frames");
        }
        reply.writeBytes(frame.array());
    }

    @Override
    protected boolean isWholeAtEnd() {
        return false;
    }

    @Override
    protected ResponseHead head() {
        return head;
    }

    @Override
    protected Fields trailers() {
        return head == null ? Fields.EMPTY : builder.trailers();
    }

    @Override
    protected boolean allowsReuse() {
        return false;
    }

    // ---- frames

    @Override
    public void data(int stream, int size) throws Http2ConnectionException {
        if (stream != 1 || head == null) {
            throw new Http2ConnectionException(0, "upstream sent unexpected http2 frame: 0");
        }
    }

    @Override
    public void dataPiece(ByteBuffer bytes, boolean last) {
        body(bytes);
        complete |= last;
    }

    @Override
    public void headers(int stream, int dependsOn, boolean ended) throws Http2ConnectionException {
        if (stream != 1 || complete) {
            throw new Http2ConnectionException(0, "upstream sent frame for unknown stream " + stream);
        }
        streamEnds = ended;
        block.begin(this::field);
    }

    private void field(String name, String value) {
        try {
            if (head == null) {
                builder.field(name, value);
            } else {
                builder.trailer(name, value);
            }
        } catch (BadMessageException e) {
            malformed = malformed == null ? e : malformed;
        }
    }

    @Override
    public void headersPiece(ByteBuffer bytes) throws Http2ConnectionException {
        block.read(bytes);
    }

    @Override
    public void headersEnd() throws Http2ConnectionException {
        block.end();
        if (malformed != null) {
            return;
        }
        if (head == null) {
            try {
                ResponseHead received = builder.complete(streamEnds);
                head = received.interim() ? null : received;
            } catch (BadMessageException e) {
                malformed = e;
            }
        }
        complete |= streamEnds;
    }

    @Override
    public void priority() {}

    @Override
    public void reset(int stream, int code) {
        if (stream == 1 && !complete) {
            malformed = bad("upstream rejected request with error " + Integer.toUnsignedString(code));
        }
    }

    @Override
    public void goAway(int lastStream, int code) throws Http2ConnectionException {
        if (lastStream < 1) {
            throw new Http2ConnectionException(0, "upstream sent goaway with error " + Integer.toUnsignedString(code));
        }
    }

    @Override
    public void setting(int id, int value) {}

    @Override
    public void settingsEnd() throws Http2ConnectionException {
        reply(Frames.settingsAcknowledged());
    }

    @Override
    public void settingsAcknowledged() {}

    @Override
    public void ping(long value) throws Http2ConnectionException {
        reply(Frames.pong(value));
    }

    @Override
    public void windowUpdate(int stream, int increment) {}

    @Override
    public void unknown(int type) {}
}
