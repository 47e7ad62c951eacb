package io.gangway.fastcgi;

import io.gangway.http.BadMessageException;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseParser;
import io.gangway.upstream.health.CheckResponse;
import java.nio.ByteBuffer;

/** Decodes a FastCGI response to a check; what the script writes to stderr is dropped. For one response and one thread. */
final class FastcgiCheckResponse extends CheckResponse {
    private final FastcgiRecords records = new FastcgiRecords();
    private final ResponseParser parser;
    private final boolean keepConn;
    private ResponseHead head;
    private boolean outputClosed;

    FastcgiCheckResponse(int headSize, boolean keepConn) {
        parser = ResponseParser.cgi(headSize);
        this.keepConn = keepConn;
    }

    @Override
    protected boolean read(ByteBuffer in) throws BadMessageException {
        while (true) {
            switch (records.next(in)) {
                case MORE -> {
                    return false;
                }
                case ERRORS -> {
                    int n = records.available(in);
                    in.position(in.position() + n);
                    records.consumed(n);
                }
                case OUTPUT -> output(in);
                case OUTPUT_CLOSED -> outputClosed = true;
                case ENDING -> {}
                case END -> {
                    if (head == null) {
                        throw FastcgiRecords.bad("upstream prematurely closed FastCGI stdout");
                    }
                    return true;
                }
            }
        }
    }

    private void output(ByteBuffer in) throws BadMessageException {
        int n = records.available(in);
        ByteBuffer part = in.slice(in.position(), n);
        if (head == null) {
            if (parser.parse(part)) {
                head = parser.head();
            }
        } else {
            body(part);
        }
        in.position(in.position() + part.position());
        records.consumed(part.position());
    }

    @Override
    protected boolean isWholeAtEnd() {
        return head != null && outputClosed;
    }

    @Override
    protected ResponseHead head() {
        return head;
    }

    @Override
    protected boolean allowsReuse() {
        return keepConn;
    }
}
