package io.gangway.proxy;

import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Exchange;
import io.gangway.http.HeadWriter;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.exchange.PassTls;
import io.gangway.upstream.health.CheckProtocol;
import io.gangway.upstream.health.CheckRequest;
import io.gangway.upstream.health.CheckResponse;
import io.gangway.upstream.health.HttpCheckResponse;
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
        ProxyRequest.of(settings, x);
        HeadWriter out = new HeadWriter();
        out.requestLine("GET", x.head().target(), settings.version);
        settings.headers.write(out, x, -1, false);
        byte[] bytes = Arrays.copyOf(out.array(), out.length());
        ProxyPass.Target target = settings.pass.target();
        if (!target.tls()) {
            return new CheckRequest(bytes, null, null);
        }
        UpstreamTlsProvider.Identity identity = settings.tls.identity(x);
        String name = PassTls.name(settings.tlsName, target.host(), x);
        int port = target.host().port();
        Supplier<SSLEngine> engines = () -> identity.engine(name, port);
        return new CheckRequest(bytes, engines, identity.loads() ? identity::load : null);
    }

    @Override
    public CheckResponse response() {
        return new HttpCheckResponse(settings.headSize());
    }

    @Override
    public String tlsFailure(Throwable cause) {
        return settings.tls == null ? null : settings.tls.reason(cause);
    }

    @Override
    public boolean isHttp() {
        return true;
    }
}
