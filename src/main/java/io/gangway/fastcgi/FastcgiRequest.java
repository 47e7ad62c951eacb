package io.gangway.fastcgi;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.http.HeadWriter;
import io.gangway.http.ResponseHead;
import io.gangway.upstream.exchange.BodyFraming;
import io.gangway.upstream.exchange.LoopScratch;
import io.gangway.upstream.exchange.ResponseReader;
import io.gangway.upstream.exchange.UpstreamLog;
import io.gangway.upstream.exchange.UpstreamRequest;
import io.gangway.upstream.gateway.GatewayRequest;
import java.util.function.BiConsumer;

/** A FastCGI request in the role of a responder: address and parameters. Confined to its loop. */
final class FastcgiRequest extends GatewayRequest {
    /** The length of a record has two bytes. */
    private static final int MAX_PARAMS = 65535;

    private static final int SHORT_LENGTH = 127;
    private static final int RESPONDER = 1;
    private static final int KEEP_CONN = 1;

    private final FastcgiSettings settings;
    /** The encoded parameters, one char per byte; null before they are computed. */
    private String params;

    FastcgiRequest(FastcgiSettings settings, Exchange x) {
        super(settings, x, "fastcgi://");
        this.settings = settings;
    }

    @Override
    protected String protocol() {
        return "FastCGI/1";
    }

    @Override
    protected boolean compute(BiConsumer<LogLevel, String> log) {
        StringBuilder all = new StringBuilder();
        forEachParam((name, value) -> {
            length(all, name.length());
            length(all, value.length());
            all.append(name).append(value);
        });
        if (all.length() > MAX_PARAMS) {
            log.accept(LogLevel.ALERT, "fastcgi request record is too big: " + all.length());
            return false;
        }
        params = all.toString();
        return true;
    }

    @Override
    protected UpstreamRequest copy(Exchange other) {
        return new FastcgiRequest(settings, other);
    }

    private static void length(StringBuilder out, int length) {
        if (length > SHORT_LENGTH) {
            out.append((char) (length >> 24 & 0x7f | 0x80)).append((char) (length >> 16 & 0xff));
            out.append((char) (length >> 8 & 0xff));
        }
        out.append((char) (length & 0xff));
    }

    @Override
    protected void writeHead(HeadWriter out) {
        StringBuilder head = new StringBuilder(params.length() + 40);
        header(head, FastcgiRecords.BEGIN_REQUEST, 8, 0);
        head.append('\0').append((char) RESPONDER).append((char) (settings.keepConn ? KEEP_CONN : 0));
        head.append("\0\0\0\0\0");
        int padding = FastcgiFraming.padding(params.length());
        header(head, FastcgiRecords.PARAMS, params.length(), padding);
        head.append(params).append("\0".repeat(padding));
        header(head, FastcgiRecords.PARAMS, 0, 0);
        out.text(head.toString());
    }

    @Override
    protected void writeNoBody(HeadWriter out) {
        StringBuilder end = new StringBuilder(8);
        header(end, FastcgiRecords.STDIN, 0, 0);
        out.text(end.toString());
    }

    private static void header(StringBuilder out, int type, int length, int padding) {
        out.append((char) FastcgiRecords.VERSION)
                .append((char) type)
                .append('\0')
                .append('\1');
        out.append((char) (length >> 8)).append((char) (length & 0xff));
        out.append((char) padding).append('\0');
    }

    @Override
    protected boolean mayUpgrade() {
        return false;
    }

    @Override
    protected BodyFraming framing(boolean chunked) {
        return FastcgiFraming.STDIN;
    }

    @Override
    protected boolean sendsUnknownLength() {
        return true;
    }

    @Override
    protected ResponseReader reader(LoopScratch scratch, boolean reused, UpstreamLog log) {
        return new FastcgiResponseReader(settings, log);
    }

    /**
     * The end is a record, not told by the head; as in nginx, the connection is closed if no body is wanted. A response
     * that is stored is read to its end.
     */
    @Override
    protected boolean expectsBody(ResponseHead head) {
        return isCacheable() || !method().equals("HEAD") && head.status() != 204 && head.status() != 304;
    }

    @Override
    protected boolean allowsReuse(ResponseHead head, boolean hasBody) {
        return settings.keepConn && hasBody;
    }
}
