package io.gangway.proxy;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LIMIT_EXCEPT;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ChoiceValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Template;
import io.gangway.http.ProtocolVersion;
import io.gangway.upstream.exchange.PassCache;
import io.gangway.upstream.exchange.PassDirectives;
import io.gangway.upstream.exchange.PassTls;
import io.gangway.upstream.http2.request.StreamDirectives;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The directives of the proxy, except those for TLS and cookies. */
final class ProxyDirectives {
    private ProxyDirectives() {}

    /** Warns when Origin is replaced: backends often decide by it alone whether a WebSocket may be opened. */
    private static RequestHeaders.Setting setHeader(DirectiveArguments r) {
        if (r.arg(0).equalsIgnoreCase("Origin") && !r.arg(1).equals("$http_origin")) {
            r.warn("\"Origin\" is replaced, so the backend cannot see which site a request comes from");
        }
        return new RequestHeaders.Setting(r.arg(0), r.template(r.arg(1)));
    }

    /** The directives that other protocols have too. */
    static final PassDirectives SHARED = new PassDirectives("proxy_", "Date, Server, X-Pad and X-Accel-...");

    /** The directives of https backends. */
    static final PassTls TLS = new PassTls("proxy_", "https", "$proxy_host");

    /** {@code proxy_cache} and its kin. */
    static final PassCache CACHE = new PassCache("proxy_", "$scheme$proxy_host$request_uri");

    static final Directive<ProxyPass> PROXY_PASS = Directive.of("proxy_pass", 1, 1, ProxyPass::read)
            .namelessInherit()
            .syntax("URL")
            .description("Passes requests to a backend: a host and port, a Unix socket (http://unix:path:), or the "
                    + "name of an upstream. If the URL has a path, it replaces the part of the URI that the "
                    + "location matches. The URL may contain variables.")
            .in(LOCATION, LOCATION_IF, LIMIT_EXCEPT);

    static final Directive<List<RequestHeaders.Setting>> PROXY_SET_HEADER = Directive.list(
                    "proxy_set_header", 2, 2, ProxyDirectives::setHeader)
            .syntax("field value")
            .defaultText("Host $proxy_host")
            .description("Sets a field of the request to the backend. The value may contain variables; a field with an "
                    + "empty value is not sent. One proxy_set_header on a level replaces all of the outer levels. "
                    + "Without it Host is that of proxy_pass, and the client's Connection, Keep-Alive, TE, Expect and "
                    + "Upgrade are not passed on.")
            .differs("There is a warning for Origin: the backend cannot check it any more.", "Origin")
            .in(HTTP, SERVER, LOCATION);

    private static final Map<String, ProtocolVersion> VERSIONS =
            Map.of("1.0", ProtocolVersion.HTTP_1_0, "1.1", ProtocolVersion.HTTP_1_1, "2", ProtocolVersion.HTTP_2_0);

    static final Directive<ProtocolVersion> PROXY_HTTP_VERSION = Directive.of(
                    "proxy_http_version", 1, 1, r -> ChoiceValue.read(r.node(), VERSIONS))
            .byDefault(ProtocolVersion.HTTP_1_1)
            .syntax("1.0 | 1.1 | 2")
            .defaultText("1.1")
            .description("Sets the HTTP version of requests to backends. With 2, https backends must accept HTTP/2 by "
                    + "ALPN, and others must expect it from the start; many requests share a connection.")
            .differs("With 2, many requests share a connection, and Host is always sent as :authority.", "2")
            .in(HTTP, SERVER, LOCATION);

    /** Maximum number of requests on a connection at the same time. */
    static final Directive<Integer> MAX_CONCURRENT_STREAMS =
            StreamDirectives.maxConcurrentStreams("proxy_", "proxy_pass http://127.0.0.1:8081;\nproxy_http_version 2;");

    /** {@code websocket_http_version auto | 1.1 | 2}. */
    static final Directive<WebSocketVersion> WEBSOCKET_HTTP_VERSION = Directive.of(
                    "websocket_http_version", 1, 1, r -> ChoiceValue.read(r.node(), WebSocketVersion.NAMES))
            .byDefault(WebSocketVersion.AUTO)
            .syntax("auto | 1.1 | 2")
            .defaultText("auto")
            .description(
                    "Sets the HTTP version of WebSockets to backends. With 2 an upgrade becomes an extended CONNECT "
                            + "(RFC 8441), a stream of a connection that carries other WebSockets and requests too. \"auto\" "
                            + "does so where proxy_http_version is 2, and uses HTTP/1.1 if the backend does not allow it.")
            .example("proxy_http_version     2;\nwebsocket_http_version auto;")
            .danger("With 2 a WebSocket fails with 502 if the backend does not allow extended CONNECT. If a connection "
                    + "breaks off, all of its WebSockets end.")
            .in(HTTP, SERVER, LOCATION);

    /** Null if not configured; then only the default rule applies. */
    static final Directive<List<RedirectRule>> PROXY_REDIRECT = Directive.of("proxy_redirect", 1, 2, RedirectRule::read)
            .combinedBy(Directive::joined)
            .syntax("default", "off", "redirect replacement")
            .defaultText("default")
            .description("Changes the beginning of Location and Refresh in responses. \"default\" turns the URL of "
                    + "proxy_pass back into the location. The first value may be a regular expression after \"~\"; "
                    + "both may contain variables.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> PROXY_PASS_TRAILERS = Directive.flag("proxy_pass_trailers")
            .byDefault(false)
            .since("1.27.2")
            .description("Passes the trailer fields of a response to the client.")
            .in(HTTP, SERVER, LOCATION);
    static final Directive<Template> PROXY_METHOD = Directive.template("proxy_method")
            .syntax("method")
            .description("Sends this method to the backend, whatever the client's is. The value may contain variables.")
            .in(HTTP, SERVER, LOCATION);
    static final Directive<Template> PROXY_SET_BODY = Directive.template("proxy_set_body")
            .syntax("value")
            .description("Sends this text as the request body. It may contain variables.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = Stream.concat(
                    Stream.of(
                            PROXY_PASS,
                            PROXY_SET_HEADER,
                            PROXY_HTTP_VERSION,
                            MAX_CONCURRENT_STREAMS,
                            WEBSOCKET_HTTP_VERSION,
                            PROXY_REDIRECT,
                            PROXY_PASS_TRAILERS,
                            PROXY_METHOD,
                            PROXY_SET_BODY),
                    SHARED.all().stream())
            .<Directive<?>>map(directive -> directive)
            .toList();
}
