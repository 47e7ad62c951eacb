package io.gangway.proxy;

import io.gangway.config.LocationBuilder;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Template;
import io.gangway.http.ProtocolVersion;
import io.gangway.upstream.exchange.PassSettings;
import java.util.List;

/** All settings of the proxy in one location, read once. Immutable. */
final class ProxySettings extends PassSettings {
    private static final Protocol HTTP = new Protocol(
            ProxyDirectives.SHARED,
            List.of(
                    "Date",
                    "Server",
                    "X-Pad",
                    "X-Accel-Expires",
                    "X-Accel-Redirect",
                    "X-Accel-Limit-Rate",
                    "X-Accel-Buffering",
                    "X-Accel-Charset"),
            true);

    final ProxyPass pass;
    final UpstreamTlsProvider.Client tls;
    final Template tlsName;

    final RequestHeaders headers;
    final ProtocolVersion version;
    final Template method;
    final Template body;

    /** Maximum size of trailers that are passed on, in bytes; 0 to drop all. */
    final int trailerSize;

    ProxySettings(LocationBuilder location, ProxyPass pass) {
        super(
                location,
                HTTP,
                pass.node(),
                pass.target() == null ? null : pass.target().host(),
                new ProxyRewrites(location, pass));
        this.pass = pass;
        boolean variable = pass.target() == null;
        tls = variable || pass.target().tls()
                ? ProxyDirectives.TLS.client(location, pass.node(), variable, "https")
                : null;
        tlsName = location.get(ProxyDirectives.TLS.name());
        version = location.get(ProxyDirectives.PROXY_HTTP_VERSION);
        headers = new RequestHeaders(
                location.get(ProxyDirectives.PROXY_SET_HEADER),
                pass.target() != null
                        ? Template.of(pass.target().hostHeader())
                        : Template.compile("$proxy_host", location.context().variables(), null),
                location.get(ProxyDirectives.SHARED.passRequestHeaders()));
        method = location.get(ProxyDirectives.PROXY_METHOD);
        body = location.get(ProxyDirectives.PROXY_SET_BODY);
        trailerSize = location.get(ProxyDirectives.PROXY_PASS_TRAILERS) ? headSize() : 0;
    }
}
