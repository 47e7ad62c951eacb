package io.gangway.proxy;

import io.gangway.config.LocationBuilder;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Template;
import io.gangway.http.ProtocolVersion;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.Upstreams;

/**
 * All settings of the proxy in one location, read once. Immutable. Its identity also separates idle connections of
 * different locations.
 */
final class ProxySettings {
    final ProxyPass pass;
    /** Null if the address has variables. */
    final UpstreamGroup group;

    final Upstreams upstreams;
    final UpstreamTlsProvider.Client tls;
    final Template tlsName;

    final RequestHeaders headers;
    final ResponseHeaderRules responses;
    final BufferSizes buffers;
    final ProtocolVersion version;
    final Template method;
    final Template body;
    final boolean passBody;
    final boolean requestBuffering;
    final boolean ignoreClientAbort;
    final boolean interceptErrors;
    final boolean socketKeepalive;
    final ProxyBind bind;
    /** Null for none. */
    final Template limitRate;

    /** Maximum size of trailers that are passed on, in bytes; 0 to drop all. */
    final int trailerSize;

    final long connectMillis;
    final long sendMillis;
    final long readMillis;

    final int next;
    final int nextTries;
    final long nextMillis;

    ProxySettings(LocationBuilder location, ProxyPass pass) {
        this.pass = pass;
        upstreams = location.context().service(Upstreams.class);
        tls = ProxyTls.client(location, pass);
        tlsName = location.get(ProxyTls.PROXY_SSL_NAME);
        group = pass.target() == null ? null : upstreams.find(pass.target().host(), pass.node());
        buffers = BufferSizes.of(location);
        responses = new ResponseHeaderRules(location, pass);
        version = location.get(ProxyDirectives.PROXY_HTTP_VERSION);
        headers = new RequestHeaders(
                location.get(ProxyDirectives.PROXY_SET_HEADER),
                pass.target() != null
                        ? Template.of(pass.target().hostHeader())
                        : Template.compile("$proxy_host", location.context().variables(), null),
                location.get(ProxyDirectives.PROXY_PASS_REQUEST_HEADERS));
        method = location.get(ProxyDirectives.PROXY_METHOD);
        body = location.get(ProxyDirectives.PROXY_SET_BODY);
        passBody = location.get(ProxyDirectives.PROXY_PASS_REQUEST_BODY);
        requestBuffering = location.get(ProxyDirectives.PROXY_REQUEST_BUFFERING);
        ignoreClientAbort = location.get(ProxyDirectives.PROXY_IGNORE_CLIENT_ABORT);
        interceptErrors = location.get(ProxyDirectives.PROXY_INTERCEPT_ERRORS);
        socketKeepalive = location.get(ProxyDirectives.PROXY_SOCKET_KEEPALIVE);
        bind = location.get(ProxyDirectives.PROXY_BIND);
        limitRate = location.get(ProxyDirectives.PROXY_LIMIT_RATE);
        trailerSize = location.get(ProxyDirectives.PROXY_PASS_TRAILERS) ? buffers.head() : 0;
        connectMillis =
                Math.max(1, location.get(ProxyDirectives.PROXY_CONNECT_TIMEOUT).toMillis());
        sendMillis = location.get(ProxyDirectives.PROXY_SEND_TIMEOUT).toMillis();
        readMillis = location.get(ProxyDirectives.PROXY_READ_TIMEOUT).toMillis();
        next = NextUpstream.of(location.get(ProxyDirectives.PROXY_NEXT_UPSTREAM));
        nextTries = location.get(ProxyDirectives.PROXY_NEXT_UPSTREAM_TRIES);
        nextMillis = location.get(ProxyDirectives.PROXY_NEXT_UPSTREAM_TIMEOUT).toMillis();
    }
}
