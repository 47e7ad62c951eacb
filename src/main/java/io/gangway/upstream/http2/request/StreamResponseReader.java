package io.gangway.upstream.http2.request;

import io.gangway.http.BadMessageException;
import io.gangway.http.Fields;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseHeadBuilder;
import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.loop.Leg;
import io.gangway.upstream.Attempt;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.exchange.ResponseReader;
import io.gangway.upstream.exchange.UpstreamHints;
import io.gangway.upstream.exchange.UpstreamResponseBody;
import io.gangway.upstream.http2.HeadReceiver;
import io.gangway.upstream.http2.RequestStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Reads a response from a stream of HTTP/2: early hints may be passed on, other interim heads are skipped; then comes the
 * head; the body and trailers follow. Confined to its loop.
 */
public class StreamResponseReader extends ResponseReader implements HeadReceiver {
    private final int size;
    private final String method;
    private final UpstreamHints hints;
    private final boolean passesTrailers;
    private final ResponseHeadBuilder builder;

    /** Null before the head has arrived. */
    private ResponseHead head;
    /** Why the head is malformed. */
    private BadMessageException fault;
    /** Why the trailers are malformed: the response then breaks off. */
    private BadMessageException trailersFault;
    /** Null before the head was read. */
    private RequestStream stream;

    /** Length of all names and values so far. */
    private int blockBytes;
    /** The same at the end of the last interim head. */
    private int readBytes;

    /**
     * Creates a reader for one response.
     *
     * @param method of the request
     * @param hints of this attempt
     * @param passesTrailers whether trailers go to the client; variables have them in any case
     */
    public StreamResponseReader(PassSettings settings, String method, UpstreamHints hints, boolean passesTrailers) {
        super(settings);
        size = settings.headSize();
        this.method = method;
        this.hints = hints;
        this.passesTrailers = passesTrailers;
        builder = new ResponseHeadBuilder(size);
    }

    // ---- from the connection

    @Override
    public int maxBlock() {
        return size;
    }

    @Override
    public void field(String name, String value) {
        if (fault != null || trailersFault != null) {
            return;
        }
        blockBytes += name.length() + value.length();
        try {
            if (head == null) {
                builder.field(name, value);
            } else {
                builder.trailer(name, value);
            }
        } catch (BadMessageException e) {
            malformed(e);
        }
    }

    private void malformed(BadMessageException e) {
        if (head == null) {
            fault = e;
        } else {
            trailersFault = e;
        }
    }

    @Override
    public void tooLarge() {
        malformed(new BadMessageException(
                502,
                "upstream sent too big header",
                head == null ? "reading response header from upstream" : "reading upstream"));
    }

    @Override
    public void end(boolean streamEnded) {
        if (fault != null || head != null) {
            return;
        }
        try {
            ResponseHead next = builder.complete(streamEnded);
            if (next.interim()) {
                hints.interim(next.status(), next.fields(), blockBytes - readBytes);
                readBytes = blockBytes;
            } else {
                head = next;
            }
        } catch (BadMessageException e) {
            fault = e;
        }
    }

    @Override
    public boolean hasHead() {
        return head != null || fault != null;
    }

    // ---- for the exchange

    @Override
    protected ResponseHead read(Leg leg, Attempt attempt) throws IOException, BadMessageException {
        stream = (RequestStream) leg;
        if (head == null && fault == null) {
            if (leg.fill(ByteBuffer.allocate(0)) < 0) {
                throw new EOFException("upstream prematurely closed stream");
            }
            return null;
        }
        attempt.received(blockBytes);
        if (fault != null) {
            throw fault;
        }
        if (head.lacksBody(method)) {
            throw new BadMessageException(
                    502, "upstream prematurely closed stream", "reading response header from upstream");
        }
        return head;
    }

    @Override
    protected RetainableByteBuffer beginning(RetainableByteBuffer after) {
        RetainableByteBuffer first = stream.leg().take();
        return first == null ? RetainableByteBuffer.EMPTY : first;
    }

    @Override
    protected ResponseHead head() {
        return head;
    }

    @Override
    protected List<String> notes() {
        return builder.notes();
    }

    @Override
    protected UpstreamResponseBody body(UpstreamResponseBody.Source source) {
        return new StreamResponseBody(source, stream, this);
    }

    @Override
    protected void release() {
        // Holds nothing that must be released.
    }

    /** The trailers that have arrived; throws if they are malformed. */
    Fields trailers() throws BadMessageException {
        if (trailersFault != null) {
            throw trailersFault;
        }
        return builder.trailers();
    }

    boolean passesTrailers() {
        return passesTrailers;
    }

    // ---- stored heads

    /** A HEADERS frame: nginx stores and reads frames too. */
    @Override
    protected byte[] stored() {
        HeaderBlockWriter block = new HeaderBlockWriter().status(head.status());
        head.fields().forEach(field -> block.field(field.name(), field.value()));
        ByteBuffer frame = Frames.headers(1, block, false, Frames.DEFAULT_SIZE);
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    /** Reads a stored head: frames as nginx or we have stored them, those of the connection included. */
    @Override
    protected boolean parse(ByteBuffer in) throws BadMessageException {
        StoredHeadReader stored = new StoredHeadReader(this);
        try {
            FrameReader.ofUpstream(stored).read(in);
        } catch (Http2ConnectionException e) {
            throw new BadMessageException(502, e.getMessage(), "reading response header from upstream");
        }
        if (fault != null) {
            throw fault;
        }
        return head != null && head.version() == ProtocolVersion.HTTP_2_0;
    }
}
