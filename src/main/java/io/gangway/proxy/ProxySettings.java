package io.gangway.proxy;

import io.gangway.config.LocationBuilder;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Template;
import io.gangway.http.ProtocolVersion;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.http2.request.RequestFields;
import java.util.ArrayList;
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
            true,
            ProxyDirectives.CACHE);

    final ProxyPass pass;
    final UpstreamTlsProvider.Client tls;
    final Template tlsName;

    final RequestHeaders headers;
    /** Those of requests whose response may be stored; null without a cache. */
    final RequestHeaders cachedHeaders;

    /** For HTTP/2; null for HTTP/1. */
    final RequestFields fields;
    /** For HTTP/2, of requests whose response may be stored; null without a cache. */
    final RequestFields cachedFields;
    /** For WebSockets over HTTP/2; null where they use HTTP/1.1. */
    final RequestFields webSocketFields;

    /** {@code proxy_set_header Host}; null without it. */
    final Template authority;

    /** {@code proxy_http2_max_concurrent_streams}. */
    final int maxStreams;

    final ProtocolVersion version;
    final WebSocketVersion webSockets;
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
        headers = headers(location, null);
        cachedHeaders = usesCache()
                ? headers(
                        location,
                        new RequestHeaders.Validators(
                                variable(location, "$upstream_cache_last_modified"),
                                variable(location, "$upstream_cache_etag")))
                : null;
        boolean http2 = version == ProtocolVersion.HTTP_2_0;
        fields = http2 ? fields(location, List.of(), List.of(), false) : null;
        cachedFields = http2 && usesCache() ? fields(location, List.of(), List.of(), true) : null;
        webSockets = location.get(ProxyDirectives.WEBSOCKET_HTTP_VERSION).following(version);
        webSocketFields = webSockets.mayBeHttp2()
                ? fields(location, WebSocketProxyRequest.NOT_SENT, List.of(RequestHeaders.EXTENSIONS), false)
                : null;
        authority = authority(location);
        maxStreams = location.get(ProxyDirectives.MAX_CONCURRENT_STREAMS);
        method = location.get(ProxyDirectives.PROXY_METHOD);
        body = location.get(ProxyDirectives.PROXY_SET_BODY);
        trailerSize = location.get(ProxyDirectives.PROXY_PASS_TRAILERS) ? headSize() : 0;
    }

    private RequestHeaders headers(LocationBuilder location, RequestHeaders.Validators validators) {
        return new RequestHeaders(
                location.get(ProxyDirectives.PROXY_SET_HEADER),
                pass.target() != null ? Template.of(pass.target().hostHeader()) : variable(location, "$proxy_host"),
                location.get(ProxyDirectives.SHARED.passRequestHeaders()),
                validators);
    }

    private static Template authority(LocationBuilder location) {
        return location.get(ProxyDirectives.PROXY_SET_HEADER).stream()
                .filter(setting -> setting.name().equalsIgnoreCase("Host"))
                .map(RequestHeaders.Setting::value)
                .reduce((first, second) -> second)
                .orElse(null);
    }

    /**
     * @param never names of fields that are not sent in any case
     * @param own names of fields of the client that are not passed on
     * @param caches whether conditions and ranges are evaluated by the cache
     */
    private static RequestFields fields(
            LocationBuilder location, List<String> never, List<String> own, boolean caches) {
        List<RequestFields.Setting> settings = new ArrayList<>();
        for (RequestHeaders.Setting setting : location.get(ProxyDirectives.PROXY_SET_HEADER)) {
            if (never.stream().noneMatch(setting.name()::equalsIgnoreCase)) {
                settings.add(new RequestFields.Setting(setting.name(), setting.value()));
            }
        }
        List<String> omitted = new ArrayList<>(RequestHeaders.OWN);
        omitted.addAll(never);
        omitted.addAll(own);
        omitted.add("Proxy-Connection");
        if (caches) {
            omitted.addAll(RequestHeaders.CACHED);
            validator(settings, "If-Modified-Since", variable(location, "$upstream_cache_last_modified"));
            validator(settings, "If-None-Match", variable(location, "$upstream_cache_etag"));
        }
        return new RequestFields(settings, omitted, location.get(ProxyDirectives.SHARED.passRequestHeaders()));
    }

    private static void validator(List<RequestFields.Setting> settings, String name, Template value) {
        if (settings.stream().noneMatch(setting -> setting.name().equalsIgnoreCase(name))) {
            settings.add(new RequestFields.Setting(name, value));
        }
    }

    private static Template variable(LocationBuilder location, String text) {
        return Template.compile(text, location.context().variables(), null);
    }
}
