package io.gangway.upstream.gateway;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.TunnelFactory;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.HeadWriter;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.ResponseHead;
import io.gangway.net.HostPort;
import io.gangway.upstream.exchange.BodyFraming;
import io.gangway.upstream.exchange.LoopScratch;
import io.gangway.upstream.exchange.ResponseReader;
import io.gangway.upstream.exchange.UpstreamLog;
import io.gangway.upstream.exchange.UpstreamRequest;
import io.gangway.upstream.health.CheckRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** A request with an address and parameters, which a subclass encodes. Confined to its loop. */
public abstract class GatewayRequest extends UpstreamRequest {
    private final GatewaySettings settings;
    private final Exchange x;
    private final String scheme;
    private final String[] schemes;
    private GatewayPass.Target target;

    /**
     * Creates a request that is evaluated later.
     *
     * @param scheme of an address without one, for the log
     * @param schemes with which an address may begin
     */
    protected GatewayRequest(GatewaySettings settings, Exchange x, String scheme, String... schemes) {
        super(settings, x);
        this.settings = settings;
        this.x = x;
        this.scheme = scheme;
        this.schemes = schemes;
        target = settings.pass.target();
    }

    /** The name and version of the protocol, for an explanation. */
    protected abstract String protocol();

    @Override
    protected boolean evaluate() {
        if (settings.pass.template() == null) {
            return true;
        }
        String address = settings.pass.template().render(x);
        try {
            target = GatewayPass.parse(address, schemes);
            return true;
        } catch (HostPort.BadAddressException e) {
            x.log(
                    LogLevel.ERROR,
                    e.getMessage() + " in upstream \"" + GatewayPass.withoutScheme(address, schemes) + "\"");
            return false;
        }
    }

    @Override
    protected final HostPort host() {
        return target.host();
    }

    /** The scheme of the address, as written or the default one. */
    protected final String scheme() {
        return target.scheme() == null ? scheme : target.scheme();
    }

    @Override
    protected String address() {
        return (target.scheme() == null ? "" : target.scheme()) + host().text();
    }

    /** Passes each parameter, one char per byte, in order. */
    protected final void forEachParam(BiConsumer<String, String> to) {
        GatewayParams params = isCacheable() ? settings.cachedParams : settings.params;
        params.forEach(x, extensions(), to);
    }

    /** The WebSocket extensions offered in place of the client's; null to pass on the client's. */
    private String extensions() {
        TunnelFactory tunnels = asksUpgrade() ? x.generation().service(TunnelFactory.class) : null;
        return tunnels == null ? null : tunnels.extensions(x);
    }

    @Override
    protected final String defaultCacheKey() {
        return "";
    }

    @Override
    protected boolean asksUpgrade() {
        return mayUpgrade() && x.head().upgrade() != null && x.head().version().atLeast(ProtocolVersion.HTTP_1_1);
    }

    // ---- by default, the body follows the head as it is, and the response is as of a CGI program

    @Override
    protected boolean mayUpgrade() {
        return true;
    }

    @Override
    protected BodyFraming framing(boolean chunked) {
        return null;
    }

    @Override
    protected boolean sendsUnknownLength() {
        return false;
    }

    @Override
    protected ResponseReader reader(LoopScratch scratch, boolean reused, UpstreamLog log) {
        return new GatewayResponseReader(settings);
    }

    @Override
    protected boolean allowsReuse(ResponseHead head, boolean hasBody) {
        return false;
    }

    @Override
    protected boolean isWhole(ResponseHead head, boolean hasBody, int following) {
        return false;
    }

    @Override
    protected final String method() {
        return x.method();
    }

    @Override
    protected final String urlAt(String peer) {
        return scheme() + peer + (peer.startsWith("unix:") ? ":" : "");
    }

    /** Writes the end of a body that is empty. */
    protected void writeNoBody(HeadWriter out) {}

    /** The request of a health check, without a body. */
    final CheckRequest check() {
        if (!compute(x::log)) {
            throw new IllegalStateException("the parameters are too long");
        }
        HeadWriter out = new HeadWriter();
        writeHead(out);
        writeNoBody(out);
        return new CheckRequest(Arrays.copyOf(out.array(), out.length()), engines(), beforeDial());
    }

    /** The parameters, one on each line, and the directives that set them, with the values that are sent. */
    @Override
    protected final void explain() {
        Map<String, String> sent = new HashMap<>();
        StringBuilder lines = new StringBuilder();
        lines.append(x.method())
                .append(' ')
                .append(x.uri())
                .append(' ')
                .append(protocol())
                .append("\r\n");
        forEachParam((name, value) -> {
            sent.put(name, value);
            lines.append(name).append(": ").append(value).append("\r\n");
        });
        x.explanation().requestHead(lines.append("\r\n").toString());
        Levels levels = x.location().source().levels();
        if (levels == null) {
            return;
        }
        for (Node node : levels.find(settings.paramName)) {
            String name = node.args().get(0).text();
            String value = sent.get(name);
            x.explanation()
                    .step(
                            Topic.PROXY,
                            node,
                            value == null ? name + " is empty: it is not sent" : "sets " + name + ": " + value);
        }
    }
}
