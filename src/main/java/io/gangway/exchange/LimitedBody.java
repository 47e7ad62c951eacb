package io.gangway.exchange;

import io.gangway.content.RequestBody;
import io.gangway.content.RequestBodyException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Enforces {@code client_max_body_size} of the exchange's location on a body while it is read. */
final class LimitedBody implements RequestBody {
    private final Exchange exchange;
    private final RequestBody body;
    private long received;
    /** Copy of the bytes for {@code $request_body}; null when it is not used, or when there are too many bytes. */
    private ByteArrayOutputStream copy;

    LimitedBody(Exchange exchange, RequestBody body) {
        this.exchange = exchange;
        this.body = body;
        copy = exchange.generation().usesRequestBody() ? new ByteArrayOutputStream() : null;
    }

    /** The bytes read so far, one char per byte; null when there are none or too many. */
    String text() {
        return copy == null || copy.size() == 0 ? null : copy.toString(StandardCharsets.ISO_8859_1);
    }

    private void keep(ByteBuffer bytes) {
        if (received > exchange.location().settings().bodyBuffering().size()) {
            copy = null;
        } else {
            byte[] more = new byte[bytes.remaining()];
            bytes.get(bytes.position(), more);
            copy.writeBytes(more);
        }
    }

    /** Number of bytes read so far. */
    long received() {
        return received;
    }

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public RetainableByteBuffer read() throws RequestBodyException {
        RetainableByteBuffer chunk = body.read();
        if (chunk == null) {
            return null;
        }
        long before = received;
        received += chunk.remaining();
        long announced = body.announced();
        long max = exchange.location().settings().maxBodySize();
        // As in nginx, including the wording: a chunk is refused as soon as its size is known.
        if (max != 0 && max - received < Math.max(announced, 0)) {
            String bytes = announced < 0 ? "" + received : before + "+" + (chunk.remaining() + announced);
            chunk.release();
            throw new RequestBodyException(413, "client intended to send too large chunked body: " + bytes + " bytes");
        }
        if (copy != null) {
            keep(chunk.getByteBuffer());
        }
        return chunk;
    }

    @Override
    public boolean ended() {
        return body.ended();
    }

    @Override
    public void demand(Runnable readable) {
        body.demand(readable);
    }

    @Override
    public long announced() {
        return body.announced();
    }

    @Override
    public void discard(boolean continues) throws RequestBodyException {
        body.discard(continues);
    }

    @Override
    public void readsWhole() {
        body.readsWhole();
    }

    @Override
    public void cancel() {
        body.cancel();
    }
}
