package io.gangway.proxy;

import io.gangway.exchange.Exchange;
import io.gangway.http.ResponseHead;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.upstream.exchange.BodyFraming;
import io.gangway.upstream.exchange.LoopScratch;
import io.gangway.upstream.exchange.ResponseReader;
import io.gangway.upstream.exchange.UpstreamHints;
import io.gangway.upstream.exchange.UpstreamLog;
import io.gangway.upstream.http2.request.BlockText;
import io.gangway.upstream.http2.request.RequestFields;
import io.gangway.upstream.http2.request.StreamResponseReader;

/** A request over HTTP/2, by {@code proxy_http_version 2}. Confined to its loop. */
final class Http2ProxyRequest extends ProxyRequest {
    private final Exchange x;

    Http2ProxyRequest(ProxySettings settings, Exchange x) {
        super(settings, x);
        this.x = x;
    }

    @Override
    protected boolean isMultiplexed() {
        return true;
    }

    @Override
    protected int maxStreams() {
        return settings.maxStreams;
    }

    @Override
    protected String ownBody() {
        return settings.body == null ? null : settings.body.render(x);
    }

    @Override
    protected void writeBlock(HeaderBlockWriter out) {
        writeTarget(out, method(), uri());
        RequestFields fields = isCacheable() ? settings.cachedFields : settings.fields;
        fields.write(out, x, length());
    }

    /** Writes the head of a health check. */
    void writeCheck(HeaderBlockWriter out, String uri) {
        writeTarget(out, "GET", uri);
        settings.fields.write(out, x, -1);
    }

    private void writeTarget(HeaderBlockWriter out, String method, String uri) {
        String host = settings.authority == null ? "" : settings.authority.render(x);
        out.method(method).scheme(target().tls()).path(uri).authority(host.isEmpty() ? target().hostHeader() : host);
    }

    private long length() {
        String own = ownBody();
        if (own != null) {
            return own.length();
        }
        return sendsBody() && !isChunked() ? bodyLength() : -1;
    }

    @Override
    protected boolean sendsUnknownLength() {
        return true;
    }

    @Override
    protected BodyFraming framing(boolean chunked) {
        return null;
    }

    @Override
    protected ResponseReader reader(LoopScratch scratch, boolean reused, UpstreamLog log) {
        return new StreamResponseReader(
                settings, method(), new UpstreamHints(settings, x, log), settings.trailerSize > 0);
    }

    /** The connection stays open in any case. */
    @Override
    protected boolean allowsReuse(ResponseHead head, boolean hasBody) {
        return true;
    }

    @Override
    protected boolean isWhole(ResponseHead head, boolean hasBody, int following) {
        return false;
    }

    /** There is no upgrade in HTTP/2. */
    @Override
    protected boolean mayUpgrade() {
        return false;
    }

    @Override
    protected boolean asksUpgrade() {
        return false;
    }

    @Override
    public String alpn() {
        return "h2";
    }

    // ---- for an explanation

    @Override
    String headText() {
        HeaderBlockWriter block = new HeaderBlockWriter();
        writeBlock(block);
        return BlockText.of(block);
    }

    @Override
    String sentName(String name) {
        return name.equalsIgnoreCase("Host") ? ":authority" : name;
    }
}
