package io.gangway.grpc;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.PercentEncoding;
import io.gangway.http.ResponseHead;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.net.HostPort;
import io.gangway.upstream.exchange.LoopScratch;
import io.gangway.upstream.exchange.RequestTls;
import io.gangway.upstream.exchange.ResponseReader;
import io.gangway.upstream.exchange.UpstreamHints;
import io.gangway.upstream.exchange.UpstreamLog;
import io.gangway.upstream.exchange.UpstreamRequest;
import io.gangway.upstream.gateway.GatewayPass;
import io.gangway.upstream.http2.request.BlockText;
import io.gangway.upstream.http2.request.StreamRequest;
import io.gangway.upstream.http2.request.StreamResponseReader;
import java.util.Locale;
import java.util.function.BiConsumer;

/** A request to a gRPC server: its address and its head. Confined to its loop. */
final class GrpcRequest extends StreamRequest {
    private final GrpcSettings settings;
    private final Exchange x;
    private GatewayPass.Target target;

    GrpcRequest(GrpcSettings settings, Exchange x) {
        super(settings, x);
        this.settings = settings;
        this.x = x;
        target = settings.pass.target();
    }

    @Override
    protected boolean evaluate() {
        if (settings.pass.template() != null) {
            String address = settings.pass.template().render(x);
            try {
                target = GatewayPass.parse(address, GrpcDirectives.PLAIN, GrpcDirectives.SECURE);
            } catch (HostPort.BadAddressException e) {
                String rest = GatewayPass.withoutScheme(address, GrpcDirectives.PLAIN, GrpcDirectives.SECURE);
                x.log(LogLevel.ERROR, e.getMessage() + " in upstream \"" + rest + "\"");
                return false;
            }
        }
        if (isSecure() && settings.tls == null) {
            x.log(LogLevel.ERROR, "grpcs protocol requires SSL support");
            return false;
        }
        return true;
    }

    @Override
    protected HostPort host() {
        return target.host();
    }

    private String scheme() {
        return target.scheme() == null ? GrpcDirectives.PLAIN : target.scheme();
    }

    private boolean isSecure() {
        return scheme().equalsIgnoreCase(GrpcDirectives.SECURE);
    }

    @Override
    protected String address() {
        return (target.scheme() == null ? "" : target.scheme()) + host().text();
    }

    @Override
    protected boolean compute(BiConsumer<LogLevel, String> log) {
        return true;
    }

    @Override
    protected String method() {
        return x.method();
    }

    /** The client's target as it was sent, unless the URI was changed. */
    private String path() {
        if (x.isUnparsedValid()) {
            return x.head().uri().unparsed();
        }
        String args = x.args();
        String path = PercentEncoding.uri(x.uri());
        return args == null || args.isEmpty() ? path : path + "?" + args;
    }

    /** With the port, as it is written. */
    private String authority() {
        HostPort host = host();
        if (host.unix()) {
            return "localhost";
        }
        return host.portText() == null ? host.host() : host.host() + ":" + host.portText();
    }

    @Override
    protected void writeBlock(HeaderBlockWriter out) {
        writeBlock(out, method(), path());
    }

    /** Writes the head of a request for another method and path. */
    void writeBlock(HeaderBlockWriter out, String otherMethod, String otherPath) {
        out.method(otherMethod).scheme(isSecure()).path(otherPath);
        if (settings.headers.hasAuthority()) {
            out.authority(authority());
        }
        settings.headers.write(out, x);
    }

    @Override
    protected int maxStreams() {
        return settings.maxStreams;
    }

    @Override
    protected ResponseReader reader(LoopScratch scratch, boolean reused, UpstreamLog log) {
        return new StreamResponseReader(settings, method(), new UpstreamHints(settings, x, log), true);
    }

    /** As in nginx, a call that ends with its head has the length 0: clients need END_STREAM on it. */
    @Override
    protected ResponseHead received(ResponseHead head) {
        return head.withLength();
    }

    @Override
    protected String urlAt(String peer) {
        return scheme() + peer + (peer.startsWith("unix:") ? ":" : "");
    }

    @Override
    protected String defaultCacheKey() {
        return "";
    }

    @Override
    protected UpstreamRequest copy(Exchange other) {
        return new GrpcRequest(settings, other);
    }

    @Override
    protected RequestTls createTls() {
        return isSecure() ? new RequestTls(settings.tls, settings.tlsName, host(), x) : null;
    }

    @Override
    public String alpn() {
        return "h2";
    }

    // ---- for an explanation

    /** The fields of the head, one on each line, and the directives that set them, with the values that are sent. */
    @Override
    protected void explain() {
        HeaderBlockWriter block = new HeaderBlockWriter();
        writeBlock(block);
        String head = BlockText.of(block);
        x.explanation().requestHead(head);
        Levels levels = x.location().source().levels();
        if (levels == null) {
            return;
        }
        for (Node node : levels.find(GrpcDirectives.GRPC_SET_HEADER.name())) {
            String name = node.args().get(0).text();
            String value = value(head, name.toLowerCase(Locale.ROOT));
            x.explanation().step(Topic.PROXY, node, value == null ? absence(name) : "sets " + name + ": " + value);
        }
    }

    /** Why a configured field is not in the head. */
    private static String absence(String name) {
        return HeaderBlockWriter.isOfConnection(name.toLowerCase(Locale.ROOT))
                ? name + " is not sent: HTTP/2 does without it"
                : name + " is empty: it is not sent";
    }

    /** The value of a field in a head; null when it is not there. */
    private static String value(String head, String name) {
        return head.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse(null);
    }
}
