package io.gangway.proxy;

import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Exchange;
import io.gangway.http.HeadWriter;
import io.gangway.http.ProtocolVersion;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.exchange.PassTls;
import io.gangway.upstream.health.CheckProtocol;
import io.gangway.upstream.health.CheckRequest;
import io.gangway.upstream.health.CheckResponse;
import io.gangway.upstream.health.HttpCheckResponse;
import io.gangway.upstream.http2.request.StreamCheckRequest;
import io.gangway.upstream.http2.request.StreamCheckResponse;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/** The health checks of a location with {@code proxy_pass}, with its header fields and its TLS settings. Immutable. */
final class ProxyCheck implements CheckProtocol {
    private final ProxySettings settings;

    ProxyCheck(ProxySettings settings) {
        this.settings = settings;
    }

    @Override
    public PassSettings settings() {
        return settings;
    }

    @Override
    public CheckRequest request(Exchange x) {
        ProxyRequest request = ProxyRequest.of(settings, x);
        byte[] bytes = isHttp2(x.head().upgrade() != null) ? http2(x) : http1(x, request);
        ProxyPass.Target target = settings.pass.target();
        if (!target.tls()) {
            return new CheckRequest(bytes, null, null);
        }
        UpstreamTlsProvider.Identity identity = settings.tls.identity(x);
        String name = PassTls.name(settings.tlsName, target.host(), x);
        int port = target.host().port();
        Supplier<SSLEngine> engines = () -> identity.engine(name, port, request.alpn());
        return new CheckRequest(bytes, engines, identity.loads() ? identity::load : null);
    }

    private byte[] http1(Exchange x, ProxyRequest request) {
        HeadWriter out = new HeadWriter();
        out.requestLine("GET", x.head().target(), request.version());
        settings.headers.write(out, x, -1, false);
        return Arrays.copyOf(out.array(), out.length());
    }

    private byte[] http2(Exchange x) {
        HeaderBlockWriter block = new HeaderBlockWriter();
        new Http2ProxyRequest(settings, x).writeCheck(block, x.head().target());
        return StreamCheckRequest.bytes(block, null);
    }

    /** An opening handshake uses HTTP/1.1: where it could be an extended CONNECT, there is no check of WebSockets. */
    private boolean isHttp2(boolean webSocket) {
        return settings.version == ProtocolVersion.HTTP_2_0 && !webSocket;
    }

    @Override
    public CheckResponse response(boolean webSocket) {
        return isHttp2(webSocket)
                ? new StreamCheckResponse(settings.headSize())
                : new HttpCheckResponse(settings.headSize());
    }

    @Override
    public String tlsFailure(Throwable cause) {
        return settings.tls == null ? null : settings.tls.reason(cause);
    }

    @Override
    public String lackForWebSocket() {
        return settings.webSockets.mayBeHttp2() ? "\"websocket_http_version 1.1\"" : null;
    }
}
