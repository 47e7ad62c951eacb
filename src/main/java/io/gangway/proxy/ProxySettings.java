package io.gangway.proxy;

import io.gangway.core.Place;
import io.gangway.core.Template;
import io.gangway.core.TlsClients;
import io.gangway.http.Version;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.Upstreams;

/** All values of the proxy in one location, read once. Immutable; also what tells its connections from other locations'. */
final class ProxySettings {
    final ProxyPass pass;
    /** Null when the address has variables. */
    final UpstreamGroup group;

    final Upstreams upstreams;
    final TlsClients.Client tls;
    final Template tlsName;

    final RequestHeaders headers;
    final AnswerRules answers;
    final BufferSizes buffers;
    final Version version;
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

    /** Most bytes of trailers that are passed on; 0: none are. */
    final int trailerSize;

    final long connectMillis;
    final long sendMillis;
    final long readMillis;

    final int next;
    final int nextTries;
    final long nextMillis;

    ProxySettings(Place place, ProxyPass pass) {
        this.pass = pass;
        upstreams = place.drawing().service(Upstreams.class);
        tls = ProxyTls.client(place, pass);
        tlsName = place.get(ProxyTls.PROXY_SSL_NAME);
        group = pass.target() == null ? null : upstreams.find(pass.target().host(), pass.node());
        buffers = BufferSizes.of(place);
        answers = new AnswerRules(place, pass);
        version = place.get(ProxyDirectives.PROXY_HTTP_VERSION);
        headers = new RequestHeaders(
                place.get(ProxyDirectives.PROXY_SET_HEADER),
                pass.target() != null
                        ? Template.of(pass.target().hostHeader())
                        : Template.compile("$proxy_host", place.drawing().variables(), null),
                place.get(ProxyDirectives.PROXY_PASS_REQUEST_HEADERS));
        method = place.get(ProxyDirectives.PROXY_METHOD);
        body = place.get(ProxyDirectives.PROXY_SET_BODY);
        passBody = place.get(ProxyDirectives.PROXY_PASS_REQUEST_BODY);
        requestBuffering = place.get(ProxyDirectives.PROXY_REQUEST_BUFFERING);
        ignoreClientAbort = place.get(ProxyDirectives.PROXY_IGNORE_CLIENT_ABORT);
        interceptErrors = place.get(ProxyDirectives.PROXY_INTERCEPT_ERRORS);
        socketKeepalive = place.get(ProxyDirectives.PROXY_SOCKET_KEEPALIVE);
        bind = place.get(ProxyDirectives.PROXY_BIND);
        limitRate = place.get(ProxyDirectives.PROXY_LIMIT_RATE);
        trailerSize = place.get(ProxyDirectives.PROXY_PASS_TRAILERS) ? buffers.head() : 0;
        connectMillis =
                Math.max(1, place.get(ProxyDirectives.PROXY_CONNECT_TIMEOUT).toMillis());
        sendMillis = place.get(ProxyDirectives.PROXY_SEND_TIMEOUT).toMillis();
        readMillis = place.get(ProxyDirectives.PROXY_READ_TIMEOUT).toMillis();
        next = NextUpstream.of(place.get(ProxyDirectives.PROXY_NEXT_UPSTREAM));
        nextTries = place.get(ProxyDirectives.PROXY_NEXT_UPSTREAM_TRIES);
        nextMillis = place.get(ProxyDirectives.PROXY_NEXT_UPSTREAM_TIMEOUT).toMillis();
    }
}
