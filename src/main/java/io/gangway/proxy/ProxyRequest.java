package io.gangway.proxy;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.HeadWriter;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.ResponseHead;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.net.HostPort;
import io.gangway.upstream.exchange.BodyFraming;
import io.gangway.upstream.exchange.LoopScratch;
import io.gangway.upstream.exchange.RequestTls;
import io.gangway.upstream.exchange.ResponseReader;
import io.gangway.upstream.exchange.UpstreamLog;
import io.gangway.upstream.exchange.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** An HTTP request to the upstream: address, method, URI and header. Confined to its loop. */
class ProxyRequest extends UpstreamRequest {
    static final AttachmentKey<ProxyRequest> KEY = new AttachmentKey<>("proxy request");

    private static final long MAX_CHUNK = 65536;

    final ProxySettings settings;
    private final Exchange x;
    private ProxyPass.Target target;
    private String uri;
    private String method;

    ProxyRequest(ProxySettings settings, Exchange x) {
        super(settings, x);
        this.settings = settings;
        this.x = x;
        target = settings.pass.target();
    }

    /** A request whose address the variables of the exchange know. */
    static ProxyRequest of(ProxySettings settings, Exchange x) {
        ProxyRequest request = create(settings, x);
        x.put(KEY, request);
        return request;
    }

    private static ProxyRequest create(ProxySettings settings, Exchange x) {
        if (settings.webSockets.mayBeHttp2() && WebSocketProxyRequest.applies(settings, x)) {
            return new WebSocketProxyRequest(settings, x);
        }
        // Other protocols than WebSocket are known to HTTP/1.1 only.
        return settings.version == ProtocolVersion.HTTP_2_0 && !isUpgrade(settings, x)
                ? new Http2ProxyRequest(settings, x)
                : new ProxyRequest(settings, x);
    }

    /** Whether the client requests an upgrade and it is passed on. HTTP/1.0 ignores one (RFC 9110, section 7.8). */
    static boolean isUpgrade(ProxySettings settings, Exchange x) {
        return x.head().upgrade() != null
                && x.head().version().atLeast(ProtocolVersion.HTTP_1_1)
                && settings.headers.asksUpgrade(x);
    }

    @Override
    protected boolean evaluate() {
        if (settings.pass.template() == null) {
            return true;
        }
        String url = settings.pass.template().render(x);
        try {
            target = ProxyPass.target(url);
        } catch (ProxyPass.BadSchemeException e) {
            x.log(LogLevel.ERROR, "invalid URL prefix in \"" + url + "\"");
            return false;
        } catch (HostPort.BadAddressException e) {
            x.log(LogLevel.ERROR, e.getMessage() + " in upstream \"" + url.substring(url.indexOf("//") + 2) + "\"");
            return false;
        }
        if (target.tls() && settings.tls == null) {
            x.log(LogLevel.ERROR, "invalid URL prefix in \"" + url + "\"");
            return false;
        }
        return true;
    }

    /** The address; null if it has variables that are not evaluated yet. */
    ProxyPass.Target target() {
        return target;
    }

    @Override
    protected HostPort host() {
        return target.host();
    }

    @Override
    protected String address() {
        return target.url();
    }

    @Override
    protected boolean compute(BiConsumer<LogLevel, String> log) {
        uri = evaluateUri();
        method = method(x);
        if (uri.isEmpty()) {
            log.accept(LogLevel.ERROR, "zero length URI to proxy");
            return false;
        }
        return true;
    }

    private String evaluateUri() {
        String part = target.uri();
        boolean variables = settings.pass.template() != null;
        if (variables && part.startsWith("?")) {
            part = "/" + part;
        }
        return UpstreamUri.of(x, part, variables, settings.pass.location());
    }

    private String method(Exchange x) {
        if (isHeadConverted()) {
            return "GET";
        }
        return settings.method == null ? x.method() : settings.method.render(x);
    }

    @Override
    protected String defaultCacheKey() {
        String server = target.host().unix() ? "unix:" + target.host().host() + ":" : target.hostHeader();
        return target.scheme() + server + evaluateUri();
    }

    @Override
    protected UpstreamRequest copy(Exchange other) {
        return of(settings, other);
    }

    /** The URI, after {@link #compute}. */
    String uri() {
        return uri;
    }

    @Override
    protected void writeHead(HeadWriter out) {
        String body = settings.body == null ? null : settings.body.render(x);
        writeHead(out, body);
        if (body != null) {
            out.text(body);
        }
    }

    /** That of the request line. An upgrade uses HTTP/1.1 also where other requests use HTTP/2. */
    ProtocolVersion version() {
        return settings.version == ProtocolVersion.HTTP_2_0 ? ProtocolVersion.HTTP_1_1 : settings.version;
    }

    private void writeHead(HeadWriter out, String body) {
        out.requestLine(method, uri, version());
        RequestHeaders headers = isCacheable() ? settings.cachedHeaders : settings.headers;
        if (body == null) {
            headers.write(out, x, bodyLength(), isChunked());
        } else {
            headers.write(out, x, body.length(), false);
        }
    }

    @Override
    protected boolean replacesBody() {
        return settings.body != null;
    }

    @Override
    protected boolean sendsUnknownLength() {
        return settings.version != ProtocolVersion.HTTP_1_0;
    }

    @Override
    protected BodyFraming framing(boolean chunked) {
        if (!chunked) {
            return null;
        }
        long buffer = x.location().settings().bodyBuffering().size();
        return new ChunkedFraming((int) Math.max(1, Math.min(MAX_CHUNK, buffer)));
    }

    @Override
    protected ResponseReader reader(LoopScratch scratch, boolean reused, UpstreamLog log) {
        return new HttpResponseReader(scratch, settings, reused, x, log);
    }

    @Override
    protected boolean allowsReuse(ResponseHead head, boolean hasBody) {
        return head.keepAlive() && !(hasBody && head.untilClose());
    }

    @Override
    protected boolean isWhole(ResponseHead head, boolean hasBody, int following) {
        return hasBody ? !head.chunked() && head.contentLength() == following : following == 0;
    }

    @Override
    protected String method() {
        return method;
    }

    @Override
    protected boolean mayUpgrade() {
        return true;
    }

    @Override
    protected boolean asksUpgrade() {
        return isUpgrade(settings, x);
    }

    @Override
    protected RequestTls createTls() {
        return target.tls() ? new RequestTls(settings.tls, settings.tlsName, host(), x) : null;
    }

    @Override
    protected String urlAt(String peer) {
        return uri == null ? null : target.scheme() + peer + (peer.startsWith("unix:") ? ":" : "") + uri;
    }

    // ---- for an explanation

    /** The head as it would be sent, and the directives that set its fields, with the values that are sent. */
    @Override
    protected void explain() {
        String head = headText();
        x.explanation().requestHead(head);
        Levels levels = x.location().source().levels();
        if (levels == null) {
            return;
        }
        for (Node node : levels.find("proxy_set_header")) {
            if (node.args().size() == 2) {
                String name = node.args().get(0).text();
                String value = field(head, sentName(name));
                x.explanation().step(Topic.PROXY, node, value == null ? absence(name) : "sets " + name + ": " + value);
            }
        }
        if (x.head().upgrade() != null && !asksUpgrade() && !x.isSubrequest()) {
            x.explanation()
                    .step(
                            Topic.PROXY,
                            "the client asks for an upgrade, but Upgrade is not passed on: set it with proxy_set_header");
        } else if (asksUpgrade()) {
            explainUpgrade(levels);
        }
    }

    /** Why an upgrade does not use HTTP/2 where other requests do. */
    void explainUpgrade(Levels levels) {
        if (settings.version == ProtocolVersion.HTTP_2_0) {
            explainVersion(levels, "an upgrade, over HTTP/1.1");
        }
    }

    /** Records a step of {@code websocket_http_version}, with its place if it is configured. */
    final void explainVersion(Levels levels, String text) {
        List<Node> nodes = levels.find("websocket_http_version");
        if (nodes.isEmpty()) {
            x.explanation().step(Topic.PROXY, text);
        } else {
            x.explanation().step(Topic.PROXY, nodes.get(0), text);
        }
    }

    /** The head as it would be sent. */
    String headText() {
        HeadWriter out = new HeadWriter();
        writeHead(out, settings.body == null ? null : settings.body.render(x));
        return new String(out.array(), 0, out.length(), StandardCharsets.ISO_8859_1);
    }

    /** Why a configured field is not in the head. */
    private String absence(String name) {
        return isMultiplexed() && HeaderBlockWriter.isOfConnection(name.toLowerCase(Locale.ROOT))
                ? name + " is not sent: HTTP/2 does without it"
                : name + " is empty: it is not sent";
    }

    /** The name of a field in the head. */
    String sentName(String name) {
        return name;
    }

    /** The value of a field in a head; null when it is not there. */
    private static String field(String head, String name) {
        return head.lines()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }
}
