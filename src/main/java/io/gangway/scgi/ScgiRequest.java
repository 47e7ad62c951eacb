package io.gangway.scgi;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.http.HeadWriter;
import io.gangway.upstream.exchange.UpstreamRequest;
import io.gangway.upstream.gateway.GatewayRequest;
import java.util.function.BiConsumer;

/**
 * An SCGI request: the parameters as a netstring of texts that end with a zero byte, then the body. The first parameter
 * is {@code CONTENT_LENGTH}. Confined to its loop.
 */
final class ScgiRequest extends GatewayRequest {
    private final ScgiSettings settings;
    /** The encoded parameters, one char per byte; null before they are computed. */
    private String params;

    ScgiRequest(ScgiSettings settings, Exchange x) {
        super(settings, x, "scgi://");
        this.settings = settings;
    }

    @Override
    protected String protocol() {
        return "SCGI/1";
    }

    @Override
    protected boolean compute(BiConsumer<LogLevel, String> log) {
        StringBuilder all = new StringBuilder();
        all.append("CONTENT_LENGTH\0").append(Math.max(0, bodyLength())).append('\0');
        forEachParam(
                (name, value) -> all.append(name).append("\0").append(value).append('\0'));
        params = all.toString();
        return true;
    }

    @Override
    protected UpstreamRequest copy(Exchange other) {
        return new ScgiRequest(settings, other);
    }

    @Override
    protected void writeHead(HeadWriter out) {
        out.text(params.length() + ":" + params + ",");
    }
}
