package io.gangway.upstream.gateway;

import io.gangway.http.BadMessageException;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseParser;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.exchange.ResponseReader;
import io.gangway.upstream.exchange.UpstreamResponseBody;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads the response of a uwsgi or SCGI server: the head of a CGI response, which may begin with a status line. Confined
 * to its loop.
 */
public final class GatewayResponseReader extends ResponseReader {
    private final ResponseParser parser;

    /** Creates a reader for one response. */
    public GatewayResponseReader(PassSettings settings) {
        super(settings);
        parser = ResponseParser.gateway(settings.headSize());
    }

    @Override
    protected boolean parse(ByteBuffer in) throws BadMessageException {
        return parser.parse(in);
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
    protected void release() {
        // Holds nothing that must be released.
    }

    @Override
    protected UpstreamResponseBody body(UpstreamResponseBody.Source source) {
        return new GatewayResponseBody(source);
    }
}
