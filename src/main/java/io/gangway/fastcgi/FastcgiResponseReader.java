package io.gangway.fastcgi;

import io.gangway.errorlog.LogLevel;
import io.gangway.http.BadMessageException;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseParser;
import io.gangway.upstream.exchange.ResponseReader;
import io.gangway.upstream.exchange.UpstreamLog;
import io.gangway.upstream.exchange.UpstreamResponseBody;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads a FastCGI response: the records, and in those of stdout the head of a CGI response. Confined to its loop. */
final class FastcgiResponseReader extends ResponseReader {
    static final String ACTION = " while reading response header from upstream";

    private final FastcgiSettings settings;
    private final UpstreamLog log;
    private final ResponseParser parser;
    private final FastcgiRecords records = new FastcgiRecords();

    FastcgiResponseReader(FastcgiSettings settings, UpstreamLog log) {
        super(settings);
        this.settings = settings;
        this.log = log;
        parser = ResponseParser.cgi(settings.headSize());
    }

    @Override
    protected boolean parse(ByteBuffer in) throws BadMessageException {
        while (true) {
            switch (event(in)) {
                case MORE -> {
                    return false;
                }
                case ERRORS -> errors(in);
                case OUTPUT -> {
                    if (output(in)) {
                        return true;
                    }
                }
                case OUTPUT_CLOSED -> throw FastcgiRecords.bad("upstream prematurely closed FastCGI stdout" + ACTION);
                case ENDING, END ->
                    throw FastcgiRecords.bad(
                            "upstream sent unexpected FastCGI record: " + FastcgiRecords.END_REQUEST + ACTION);
            }
        }
    }

    private FastcgiRecords.Event event(ByteBuffer in) throws BadMessageException {
        try {
            return records.next(in);
        } catch (BadMessageException e) {
            throw FastcgiRecords.bad(e.getMessage() + ACTION);
        }
    }

    private void errors(ByteBuffer in) throws BadMessageException {
        int n = records.available(in);
        String text = FastcgiErrors.text(in, n);
        records.consumed(n);
        log.write(LogLevel.ERROR, FastcgiErrors.line(text) + ACTION);
        for (String caught : settings.caught) {
            if (text.contains(caught)) {
                throw FastcgiRecords.bad(null);
            }
        }
    }

    /** Whether the head is complete. */
    private boolean output(ByteBuffer in) throws BadMessageException {
        int n = records.available(in);
        ByteBuffer part = in.slice(in.position(), n);
        boolean complete = parser.parse(part);
        in.position(in.position() + part.position());
        records.consumed(part.position());
        return complete;
    }

    @Override
    protected ResponseHead head() {
        return parser.head();
    }

    /** In records of its own, since nginx stores and reads records too. */
    @Override
    protected byte[] stored() {
        return FastcgiRecords.output(parser.raw());
    }

    @Override
    protected List<String> notes() {
        return parser.notes();
    }

    @Override
    protected void release() {
        // Holds nothing that must be released.
    }

    @Override
    protected UpstreamResponseBody body(UpstreamResponseBody.Source source) {
        return new FastcgiResponseBody(source, records, settings.keepConn);
    }
}
