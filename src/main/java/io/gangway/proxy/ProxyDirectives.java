package io.gangway.proxy;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LIMIT_EXCEPT;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.BuffersValue;
import io.gangway.conf.ChoiceValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.content.TempPath;
import io.gangway.core.LimitRate;
import io.gangway.core.TempPaths;
import io.gangway.exchange.Template;
import io.gangway.http.ProtocolVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The directives of the proxy, except those for TLS, cookies and the cache. */
final class ProxyDirectives {
    private ProxyDirectives() {}

    /** Warns when Origin is replaced: backends often decide by it alone whether a WebSocket may be opened. */
    private static RequestHeaders.Setting setHeader(DirectiveArguments r) {
        if (r.arg(0).equalsIgnoreCase("Origin") && !r.arg(1).equals("$http_origin")) {
            r.warn("\"Origin\" is replaced, so the backend cannot see which site a request comes from");
        }
        return new RequestHeaders.Setting(r.arg(0), r.template(r.arg(1)));
    }

    private static final long PAGE = 4096;

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

    static final Directive<List<String>> PROXY_HIDE_HEADER = Directive.list("proxy_hide_header", 1, 1, r -> r.arg(0))
            .syntax("field")
            .description("Does not pass this field of a backend's response to the client. Date, Server, X-Pad and "
                    + "X-Accel-... are hidden anyway.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<List<String>> PROXY_PASS_HEADER = Directive.list("proxy_pass_header", 1, 1, r -> r.arg(0))
            .syntax("field")
            .description("Passes this field of a response to the client although it is hidden otherwise.")
            .in(HTTP, SERVER, LOCATION);

    private static final Map<String, ProtocolVersion> VERSIONS =
            Map.of("1.0", ProtocolVersion.HTTP_1_0, "1.1", ProtocolVersion.HTTP_1_1, "2", ProtocolVersion.HTTP_2_0);

    private static final Map<String, String> IGNORABLE = Stream.of(
                    "X-Accel-Redirect",
                    "X-Accel-Expires",
                    "X-Accel-Limit-Rate",
                    "X-Accel-Buffering",
                    "X-Accel-Charset",
                    "Expires",
                    "Cache-Control",
                    "Set-Cookie",
                    "Vary")
            .collect(Collectors.toMap(name -> name, name -> name));

    static final Directive<ProtocolVersion> PROXY_HTTP_VERSION = Directive.of(
                    "proxy_http_version", 1, 1, ProxyDirectives::version)
            .byDefault(ProtocolVersion.HTTP_1_1)
            .syntax("1.0 | 1.1 | 2")
            .defaultText("1.1")
            .description("Sets the HTTP version of requests to backends.")
            .refuses("2 is refused: not supported yet.")
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

    static final Directive<Duration> PROXY_CONNECT_TIMEOUT =
            time("proxy_connect_timeout", 60, "Limits the time to connect to a backend.");
    static final Directive<Duration> PROXY_SEND_TIMEOUT =
            time("proxy_send_timeout", 60, "Limits the time between two writes of a request to a backend.");
    /** Maximum time between two reads from the upstream; in a tunnel, maximum time without data in both directions. */
    static final Directive<Duration> PROXY_READ_TIMEOUT = time(
            "proxy_read_timeout",
            60,
            "Limits the time between two reads of a backend's response. In a WebSocket tunnel it is the "
                    + "longest silence in both directions.");

    static final Directive<Boolean> PROXY_BUFFERING = flag(
            "proxy_buffering",
            true,
            "Reads the response of a backend as fast as it comes, into memory and then a temporary file, "
                    + "even if the client is slow. With \"off\" the response is passed on as it arrives.");
    static final Directive<Boolean> PROXY_REQUEST_BUFFERING = Directive.flag("proxy_request_buffering")
            .byDefault(true)
            .description(
                    "Reads the whole request body before it goes to the backend. With \"off\" it is passed on as it "
                            + "arrives, and the request cannot go to a next server once a part was sent.")
            .differs("A part of a body is never sent to another backend as if it were the whole.", "off")
            .in(HTTP, SERVER, LOCATION);
    static final Directive<Boolean> PROXY_IGNORE_CLIENT_ABORT = flag(
            "proxy_ignore_client_abort",
            false,
            "Continues the request to the backend when the client has closed its connection.");
    static final Directive<Boolean> PROXY_INTERCEPT_ERRORS = flag(
            "proxy_intercept_errors",
            false,
            "Handles responses with status 300 or more by error_page, where it names the status.");
    static final Directive<Boolean> PROXY_PASS_REQUEST_HEADERS =
            flag("proxy_pass_request_headers", true, "Passes the header fields of the request to the backend.");
    static final Directive<Boolean> PROXY_PASS_REQUEST_BODY =
            flag("proxy_pass_request_body", true, "Passes the request body to the backend.");
    static final Directive<Boolean> PROXY_PASS_TRAILERS = Directive.flag("proxy_pass_trailers")
            .byDefault(false)
            .since("1.27.2")
            .description("Passes the trailer fields of a response to the client.")
            .in(HTTP, SERVER, LOCATION);
    static final Directive<Boolean> PROXY_FORCE_RANGES = flag(
            "proxy_force_ranges", false, "Serves byte ranges of responses even if the backend does not announce them.");

    static final Directive<Long> PROXY_BUFFER_SIZE = Directive.size("proxy_buffer_size")
            .byDefault(PAGE)
            .description("Sets the size of the buffer for the header of a backend's response. A longer header is an "
                    + "error (502).")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<BuffersValue> PROXY_BUFFERS = Directive.buffers("proxy_buffers")
            .byDefault(new BuffersValue(8, PAGE))
            .description("Sets number and size of the buffers for one response.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Long> PROXY_BUSY_BUFFERS_SIZE = Directive.size("proxy_busy_buffers_size")
            .defaultText("8k")
            .description("Limits how much of a response may be waiting to be sent to the client while the rest is "
                    + "still read.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Long> PROXY_TEMP_FILE_WRITE_SIZE = Directive.size("proxy_temp_file_write_size")
            .defaultText("8k")
            .description("Limits how much is written to a temporary file at once.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Long> PROXY_MAX_TEMP_FILE_SIZE = Directive.size("proxy_max_temp_file_size")
            .byDefault(1L << 30)
            .defaultText("1024m")
            .description("Sets the maximum size of a temporary file for one response. 0 turns temporary files off.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<TempPath> PROXY_TEMP_PATH = TempPaths.directive(
            "proxy_temp_path",
            "proxy_temp",
            "Names the directory for the temporary files of responses, and the digits of up to three "
                    + "levels of subdirectories.");

    static final Directive<Set<Integer>> PROXY_NEXT_UPSTREAM = Directive.choices(
                    "proxy_next_upstream", Integer.MAX_VALUE, NextUpstream.WORDS)
            .byDefault(Set.of(NextUpstream.ERROR, NextUpstream.TIMEOUT))
            .syntax("error | timeout | invalid_header | http_500 | http_502 | http_503 | http_504 | http_403 | "
                    + "http_404 | http_429 | non_idempotent | off ...")
            .defaultText("error timeout")
            .description("Decides after which failures the request goes to the next server of the upstream. Requests "
                    + "with POST, LOCK or PATCH that were already sent are only repeated with \"non_idempotent\".")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Integer> PROXY_NEXT_UPSTREAM_TRIES = Directive.number("proxy_next_upstream_tries")
            .byDefault(0)
            .description("Limits how many servers are tried. 0 removes the limit.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Duration> PROXY_NEXT_UPSTREAM_TIMEOUT = time(
            "proxy_next_upstream_timeout",
            0,
            "Limits the time in which a request may go to a next server. 0 removes the limit.");

    static final Directive<Template> PROXY_METHOD = Directive.template("proxy_method")
            .syntax("method")
            .description("Sends this method to the backend, whatever the client's is. The value may contain variables.")
            .in(HTTP, SERVER, LOCATION);
    static final Directive<Template> PROXY_SET_BODY = Directive.template("proxy_set_body")
            .syntax("value")
            .description("Sends this text as the request body. It may contain variables.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Set<String>> PROXY_IGNORE_HEADERS = Directive.choices(
                    "proxy_ignore_headers", Integer.MAX_VALUE, IGNORABLE)
            .byDefault(Set.of())
            .syntax("field ...")
            .description("Ignores the effect of these response fields: X-Accel-Redirect, X-Accel-Expires, "
                    + "X-Accel-Limit-Rate, X-Accel-Buffering, X-Accel-Charset, Expires, Cache-Control, Set-Cookie, "
                    + "Vary.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<ProxyBind> PROXY_BIND = Directive.of("proxy_bind", 1, 2, ProxyBind::read)
            .byDefault(ProxyBind.OFF)
            .refuses("\"transparent\" is refused: the JVM cannot do it.")
            .syntax("address [transparent]", "off")
            .defaultText("off")
            .description("Makes connections to backends from this local address, with an optional port. The value may "
                    + "contain variables. \"off\" cancels the value of an outer level.")
            .in(HTTP, SERVER, LOCATION);

    /** Maximum read rate of a buffered response. */
    static final Directive<Template> PROXY_LIMIT_RATE = Directive.of("proxy_limit_rate", 1, 1, LimitRate::size)
            .syntax("rate")
            .defaultText("0")
            .description("Limits the bytes per second that are read from a backend, where proxy_buffering is on. 0 "
                    + "removes the limit.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> PROXY_SOCKET_KEEPALIVE =
            flag("proxy_socket_keepalive", false, "Turns on TCP keepalive for connections to backends.");

    static final List<Directive<?>> ALL = List.of(
            PROXY_PASS,
            PROXY_SET_HEADER,
            PROXY_HIDE_HEADER,
            PROXY_PASS_HEADER,
            PROXY_HTTP_VERSION,
            PROXY_REDIRECT,
            PROXY_CONNECT_TIMEOUT,
            PROXY_SEND_TIMEOUT,
            PROXY_READ_TIMEOUT,
            PROXY_BUFFERING,
            PROXY_REQUEST_BUFFERING,
            PROXY_IGNORE_CLIENT_ABORT,
            PROXY_INTERCEPT_ERRORS,
            PROXY_PASS_REQUEST_HEADERS,
            PROXY_PASS_REQUEST_BODY,
            PROXY_PASS_TRAILERS,
            PROXY_FORCE_RANGES,
            PROXY_BUFFER_SIZE,
            PROXY_BUFFERS,
            PROXY_BUSY_BUFFERS_SIZE,
            PROXY_TEMP_FILE_WRITE_SIZE,
            PROXY_MAX_TEMP_FILE_SIZE,
            PROXY_TEMP_PATH,
            PROXY_NEXT_UPSTREAM,
            PROXY_NEXT_UPSTREAM_TRIES,
            PROXY_NEXT_UPSTREAM_TIMEOUT,
            PROXY_METHOD,
            PROXY_SET_BODY,
            PROXY_IGNORE_HEADERS,
            PROXY_BIND,
            PROXY_LIMIT_RATE,
            PROXY_SOCKET_KEEPALIVE,
            Directive.of("proxy_store", 1, 1, ProxyDirectives::store)
                    .refuses("Only off, the default.")
                    .syntax("on | off | string")
                    .defaultText("off")
                    .description("Stores the responses of backends as files.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.noEffect("proxy_store_access", 1, 3)
                    .syntax("users:permissions [users:permissions [users:permissions]]")
                    .defaultText("user:rw")
                    .description("Sets the permissions of files that proxy_store writes.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.size("proxy_send_lowat")
                    .withoutEffect()
                    .defaultText("0")
                    .description("Makes the kernel collect this much before it sends to a backend.")
                    .in(HTTP, SERVER, LOCATION));

    private static Directive<Duration> time(String name, int seconds, String meaning) {
        return Directive.time(name)
                .byDefault(Duration.ofSeconds(seconds))
                .description(meaning)
                .in(HTTP, SERVER, LOCATION);
    }

    private static Directive<Boolean> flag(String name, boolean byDefault, String meaning) {
        return Directive.flag(name).byDefault(byDefault).description(meaning).in(HTTP, SERVER, LOCATION);
    }

    private static Void store(DirectiveArguments r) {
        if (!r.arg(0).equals("off")) {
            throw r.error("\"proxy_store\" is not supported yet by Gangway");
        }
        return null;
    }

    private static ProtocolVersion version(DirectiveArguments r) {
        ProtocolVersion version = ChoiceValue.read(r.node(), VERSIONS);
        if (version == ProtocolVersion.HTTP_2_0) {
            throw r.error("\"proxy_http_version 2\" is not supported yet by Gangway");
        }
        return version;
    }
}
