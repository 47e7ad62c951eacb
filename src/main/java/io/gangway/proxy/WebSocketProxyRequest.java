package io.gangway.proxy;

import io.gangway.conf.Levels;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.http.BadMessageException;
import io.gangway.http.Fields;
import io.gangway.http.ResponseHead;
import io.gangway.http.WebSocketKey;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.upstream.exchange.LoopScratch;
import io.gangway.upstream.exchange.ResponseReader;
import io.gangway.upstream.exchange.UpstreamHints;
import io.gangway.upstream.exchange.UpstreamLog;
import io.gangway.upstream.http2.request.BlockText;
import io.gangway.upstream.http2.request.StreamResponseReader;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A WebSocket whose opening handshake is an extended CONNECT (RFC 8441), or the usual upgrade if the upstream knows HTTP/1.1
 * only. For the rest of the proxy the response is that of an upgrade in any case. Confined to its loop.
 */
final class WebSocketProxyRequest extends ProxyRequest {
    private static final String WEBSOCKET = "websocket";
    private static final String KEY_FIELD = "Sec-WebSocket-Key";
    private static final String ACCEPT_FIELD = "Sec-WebSocket-Accept";
    private static final String READING = "reading response header from upstream";

    /** The fields that HTTP/2 does without. A key is for one connection of HTTP/1.1 only (RFC 8441, 5). */
    static final List<String> NOT_SENT = List.of(KEY_FIELD, ACCEPT_FIELD);

    private final Exchange x;
    private boolean http2 = true;

    WebSocketProxyRequest(ProxySettings settings, Exchange x) {
        super(settings, x);
        this.x = x;
    }

    /** Whether the client opens a WebSocket that is passed on. A body could not be told from the frames that follow. */
    static boolean applies(ProxySettings settings, Exchange x) {
        return isUpgrade(settings, x)
                && WEBSOCKET.equalsIgnoreCase(x.head().upgrade())
                && x.method().equals("GET")
                && settings.method == null
                && settings.body == null
                && x.head().contentLength() <= 0
                && !x.head().chunked()
                && !x.isSubrequest();
    }

    @Override
    protected boolean compute(BiConsumer<LogLevel, String> log) {
        if (!WebSocketKey.isValid(x.head().fields().get(KEY_FIELD))) {
            log.accept(LogLevel.INFO, "client sent invalid \"" + KEY_FIELD + "\"");
            return false;
        }
        return super.compute(log);
    }

    @Override
    protected int refusedStatus() {
        return WebSocketKey.isValid(x.head().fields().get(KEY_FIELD)) ? 500 : 400;
    }

    @Override
    protected boolean isMultiplexed() {
        return http2;
    }

    @Override
    protected boolean isExtendedConnect() {
        return http2;
    }

    @Override
    protected void peerChosen() {
        http2 = true;
    }

    @Override
    protected boolean fallsBack() {
        http2 = settings.webSockets == WebSocketVersion.HTTP_2;
        return !http2;
    }

    @Override
    protected int maxStreams() {
        return settings.maxStreams;
    }

    @Override
    public String alpn() {
        return http2 ? "h2" : "http/1.1";
    }

    @Override
    protected void writeBlock(HeaderBlockWriter out) {
        String host = settings.authority == null ? "" : settings.authority.render(x);
        out.method("CONNECT")
                .protocol(WEBSOCKET)
                .scheme(target().tls())
                .path(uri())
                .authority(host.isEmpty() ? target().hostHeader() : host);
        settings.webSocketFields.write(out, x, -1);
        settings.headers.extensionsSent(x).forEach(value -> out.field(RequestHeaders.EXTENSIONS, value));
    }

    @Override
    protected ResponseReader reader(LoopScratch scratch, boolean reused, UpstreamLog log) {
        return http2
                ? new StreamResponseReader(settings, "CONNECT", new UpstreamHints(settings, exchange(), log), false)
                : super.reader(scratch, reused, log);
    }

    @Override
    protected ResponseHead received(ResponseHead head) throws BadMessageException {
        if (!http2 || head.status() / 100 != 2) {
            return head;
        }
        if (head.status() != 200) {
            throw new BadMessageException(
                    502, "upstream sent unexpected status " + head.status() + " in response to CONNECT", READING);
        }
        Fields.Builder fields = Fields.builder();
        fields.add("Upgrade", WEBSOCKET);
        fields.add("Connection", "upgrade");
        fields.add(ACCEPT_FIELD, WebSocketKey.accept(x.head().fields().get(KEY_FIELD)));
        fields.addAll(head.fields().toBuilder().remove(ACCEPT_FIELD).build());
        return head.switching(fields.build());
    }

    @Override
    protected boolean allowsReuse(ResponseHead head, boolean hasBody) {
        return http2 || super.allowsReuse(head, hasBody);
    }

    @Override
    protected boolean isWhole(ResponseHead head, boolean hasBody, int following) {
        return !http2 && super.isWhole(head, hasBody, following);
    }

    // ---- for an explanation

    @Override
    void explainUpgrade(Levels levels) {
        explainVersion(
                levels,
                "a stream of an HTTP/2 connection, by extended CONNECT; if the backend has not announced it, "
                        + (settings.webSockets == WebSocketVersion.HTTP_2 ? "502" : "an upgrade over HTTP/1.1"));
    }

    @Override
    String headText() {
        if (!http2) {
            return super.headText();
        }
        HeaderBlockWriter block = new HeaderBlockWriter();
        writeBlock(block);
        return BlockText.of(block);
    }

    @Override
    String sentName(String name) {
        return http2 && name.equalsIgnoreCase("Host") ? ":authority" : name;
    }
}
