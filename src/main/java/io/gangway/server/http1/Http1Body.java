package io.gangway.server.http1;

import io.gangway.content.RequestBodyException;
import io.gangway.http.BadMessageException;
import io.gangway.http.ChunkedDecoder;
import io.gangway.http.RequestHead;
import io.gangway.server.connection.ClientBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The body of an HTTP/1.1 request: of a known length, chunked, or empty. Confined to the loop. */
final class Http1Body extends ClientBody {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /** Maximum number of reads in one loop iteration: a fast client must not keep the loop for its whole upload. */
    private static final int MAX_FILLS = 16;

    private final Http1Connection connection;
    private final RequestHead head;
    private final ChunkedDecoder chunks;
    private long left;
    private int fills;
    private boolean ended;
    /** Whether the body has been read, not only discarded. */
    private boolean read;

    private boolean continued;

    Http1Body(Http1Connection connection, RequestHead head) {
        super(connection.loop());
        this.connection = connection;
        this.head = head;
        chunks = head.chunked() ? ChunkedDecoder.ofRequest() : null;
        left = Math.max(head.contentLength(), 0);
        ended = chunks == null && left == 0;
        continued = !head.expectContinue();
    }

    @Override
    public long length() {
        return chunks != null ? -1 : Math.max(head.contentLength(), 0);
    }

    @Override
    public boolean ended() {
        return ended;
    }

    /** Whether the body has been read, at least in part. */
    boolean isRead() {
        return read;
    }

    @Override
    public RetainableByteBuffer read() throws RequestBodyException {
        read = true;
        if (!continued) {
            sendContinue();
        }
        return next();
    }

    private RetainableByteBuffer next() throws RequestBodyException {
        if (failure != null) {
            throw failure;
        }
        RetainableByteBuffer piece = null;
        while (!ended && piece == null) {
            if (connection.input().isEmpty() && !fill()) {
                return null;
            }
            piece = chunks == null ? fixed() : chunk();
            if (ended && connection.input().isEmpty()) {
                // The body is complete, but a client that disconnects must be noticed.
                connection.interest();
            }
        }
        return piece;
    }

    private boolean fill() throws RequestBodyException {
        if (fills == MAX_FILLS) {
            return false;
        }
        fills++;
        int filled = connection.input().fill();
        if (filled < 0) {
            throw fail(0, "client prematurely closed connection");
        }
        return filled > 0;
    }

    private void sendContinue() throws RequestBodyException {
        continued = true;
        if (!exchange.stream().progress().isUncommitted()) {
            // The response has begun: a 100 would be in the middle of it.
            return;
        }
        try {
            if (!connection.getEndPoint().flush(ByteBuffer.wrap(CONTINUE))) {
                throw fail(0, "client takes no more while the request body is awaited");
            }
        } catch (IOException e) {
            throw fail(0, "client prematurely closed connection");
        }
    }

    private RetainableByteBuffer fixed() {
        RetainableByteBuffer input = connection.input().buffer();
        int available = input.remaining();
        if (available <= left) {
            left -= available;
            ended = left == 0;
            return connection.input().take();
        }
        RetainableByteBuffer piece = slice(input, (int) left);
        left = 0;
        ended = true;
        return piece;
    }

    private RetainableByteBuffer chunk() throws RequestBodyException {
        RetainableByteBuffer input = connection.input().buffer();
        try {
            ByteBuffer bytes = input.getByteBuffer();
            ChunkedDecoder.State state = chunks.next(bytes);
            return switch (state) {
                case DATA -> slice(input, chunks.available(bytes));
                case MORE -> null;
                case END -> {
                    ended = true;
                    yield null;
                }
            };
        } catch (BadMessageException e) {
            throw fail(e.response(), e.getMessage());
        }
    }

    /** The next bytes of the input, in shared memory. */
    private RetainableByteBuffer slice(RetainableByteBuffer input, int length) {
        ByteBuffer bytes = input.getByteBuffer();
        ByteBuffer part = bytes.slice(bytes.position(), length);
        if (chunks != null) {
            chunks.consume(bytes, length);
        } else {
            bytes.position(bytes.position() + length);
        }
        input.retain();
        return RetainableByteBuffer.wrap(part, input);
    }

    @Override
    public void demand(Runnable callback) {
        fills = 0;
        super.demand(callback);
    }

    @Override
    protected boolean isReadable() {
        return !connection.input().isEmpty() || ended || failure != null;
    }

    @Override
    protected void await() {
        connection.interest();
    }

    @Override
    public long announced() {
        return chunks == null ? -1 : chunks.remaining();
    }

    @Override
    public void discard(boolean continues) throws RequestBodyException {
        if (continues && !continued) {
            sendContinue();
        }
        continued = true;
        while (chunks != null && !ended && !connection.input().isEmpty()) {
            RetainableByteBuffer piece = chunk();
            if (piece != null) {
                piece.release();
            }
        }
    }

    void connectionClosed() {
        fail(0, "client prematurely closed connection");
        cancel();
    }

    /** Discards the bytes of the rest that have arrived. */
    Http1Stream.Discarded discardRest() {
        // As in nginx: a client that waited for 100 Continue is expected to send its body even after another response.
        continued = true;
        fills = 0;
        try {
            for (RetainableByteBuffer piece = next(); piece != null; piece = next()) {
                piece.release();
            }
            return ended ? Http1Stream.Discarded.ALL : Http1Stream.Discarded.MORE;
        } catch (RequestBodyException e) {
            return Http1Stream.Discarded.BROKEN;
        }
    }
}
