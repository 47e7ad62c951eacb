package io.gangway.proxy;

import io.gangway.exchange.Exchange;
import io.gangway.http.BadMessageException;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseParser;
import io.gangway.upstream.exchange.LoopScratch;
import io.gangway.upstream.exchange.ResponseReader;
import io.gangway.upstream.exchange.UpstreamHints;
import io.gangway.upstream.exchange.UpstreamLog;
import io.gangway.upstream.exchange.UpstreamResponseBody;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Reads an HTTP response. Early hints (103) may be passed on; other interim responses (1xx) except 101 are skipped.
 * Confined to its loop.
 */
final class HttpResponseReader extends ResponseReader {
    private final LoopScratch scratch;
    private final ProxySettings settings;
    private final boolean reused;
    private final Exchange x;
    private final UpstreamLog log;
    private ResponseParser parser;
    /** Null before the first. */
    private UpstreamHints hints;

    /** @param reused whether a response has been received on the connection before; then HTTP/0.9 is not accepted */
    HttpResponseReader(LoopScratch scratch, ProxySettings settings, boolean reused, Exchange x, UpstreamLog log) {
        super(settings);
        this.scratch = scratch;
        this.settings = settings;
        this.reused = reused;
        this.x = x;
        this.log = log;
    }

    @Override
    protected boolean parse(ByteBuffer in) throws BadMessageException {
        if (parser == null) {
            parser = scratch.parser(settings.headSize());
            if (reused) {
                parser.needStatusLine();
            }
        }
        while (parser.parse(in)) {
            if (!parser.head().interim()) {
                return true;
            }
            interim();
            parser.reset();
            parser.needStatusLine();
        }
        return false;
    }

    private void interim() {
        if (hints == null) {
            hints = new UpstreamHints(settings, x, log);
        }
        hints.interim(parser.head().status(), parser.head().fields(), parser.size());
    }

    @Override
    protected ResponseHead head() {
        return parser.head();
    }

    @Override
    protected byte[] stored() {
        return parser.raw();
    }

    @Override
    protected List<String> notes() {
        return parser.notes();
    }

    @Override
    protected RetainableByteBuffer beginning(RetainableByteBuffer after) {
        if (parser.head().version() != ProtocolVersion.HTTP_0_9) {
            return after;
        }
        // No status line: the bytes that the parser consumed are the beginning of the body.
        ByteBuffer before = parser.leftover();
        ByteBuffer all = ByteBuffer.allocate(before.remaining() + after.remaining());
        all.put(before).put(after.getByteBuffer()).flip();
        after.release();
        return RetainableByteBuffer.wrap(all);
    }

    @Override
    protected UpstreamResponseBody body(UpstreamResponseBody.Source source) {
        return new HttpResponseBody(source, settings.trailerSize);
    }

    @Override
    protected void release() {
        if (parser != null) {
            scratch.release(settings.headSize(), parser);
            parser = null;
        }
    }
}
