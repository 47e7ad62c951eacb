package io.gangway.upstream.health;

import io.gangway.http.BadMessageException;
import io.gangway.http.ChunkedDecoder;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseParser;
import java.nio.ByteBuffer;

/**
 * Decodes an HTTP response to a check, or one with the head of a CGI response and a plain body; skips interim responses.
 * For one response and one thread.
 */
public final class HttpCheckResponse extends CheckResponse {
    private final ResponseParser parser;
    private final boolean http;
    private ResponseHead head;
    /** Null unless the body comes in chunks. */
    private ChunkedDecoder chunks;
    /** Bytes of the body still to come; -1 if that is unknown. */
    private long left;

    /** @param headSize the maximum length of the head */
    public HttpCheckResponse(int headSize) {
        this(new ResponseParser(headSize), true);
        parser.needStatusLine();
    }

    private HttpCheckResponse(ResponseParser parser, boolean http) {
        this.parser = parser;
        this.http = http;
    }

    /**
     * Decodes the response of a uwsgi or SCGI server.
     *
     * @param headSize the maximum length of the head
     */
    public static HttpCheckResponse ofGateway(int headSize) {
        return new HttpCheckResponse(ResponseParser.gateway(headSize), false);
    }

    @Override
    protected boolean read(ByteBuffer in) throws BadMessageException {
        while (head == null) {
            if (!parser.parse(in)) {
                return false;
            }
            if (http && parser.head().version() == ProtocolVersion.HTTP_0_9) {
                throw new BadMessageException(502, "upstream sent no valid HTTP/1.0 header", null);
            }
            if (http && parser.head().interim()) {
                parser.reset();
                parser.needStatusLine();
            } else {
                begin(parser.head());
            }
        }
        return chunks != null ? readChunks(in) : readPlain(in);
    }

    private void begin(ResponseHead complete) {
        head = complete;
        if (!head.hasBody("GET")) {
            left = 0;
        } else if (head.chunked()) {
            chunks = ChunkedDecoder.ofResponse(0);
        } else {
            left = head.contentLength();
        }
    }

    private boolean readPlain(ByteBuffer in) {
        int n = left < 0 ? in.remaining() : (int) Math.min(left, in.remaining());
        body(in.slice(in.position(), n));
        in.position(in.position() + n);
        left -= left < 0 ? 0 : n;
        return left == 0;
    }

    private boolean readChunks(ByteBuffer in) throws BadMessageException {
        while (true) {
            switch (chunks.next(in)) {
                case MORE -> {
                    return false;
                }
                case END -> {
                    return true;
                }
                case DATA -> {
                    int n = chunks.available(in);
                    body(in.slice(in.position(), n));
                    in.position(in.position() + n);
                    chunks.consumed(n);
                }
            }
        }
    }

    @Override
    protected boolean isWholeAtEnd() {
        return head != null && chunks == null && left <= 0;
    }

    @Override
    protected ResponseHead head() {
        return head;
    }

    @Override
    protected boolean allowsReuse() {
        return http && head.keepAlive() && (chunks != null || left == 0);
    }
}
