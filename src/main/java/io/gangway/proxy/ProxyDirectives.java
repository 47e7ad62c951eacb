package io.gangway.proxy;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LIMIT_EXCEPT;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.LOCATION_IF;
import static io.gangway.core.Context.SERVER;

import io.gangway.conf.BuffersValue;
import io.gangway.conf.ChoiceValue;
import io.gangway.conf.Complaint;
import io.gangway.core.Directive;
import io.gangway.core.LimitRate;
import io.gangway.core.Reader;
import io.gangway.core.TempPath;
import io.gangway.core.Template;
import io.gangway.http.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The directives of the proxy but those about TLS. */
final class ProxyDirectives {
    private ProxyDirectives() {}

    /** Who may open a WebSocket is often decided by the Origin alone. */
    private static RequestHeaders.Setting setHeader(Reader r) {
        if (r.arg(0).equalsIgnoreCase("Origin") && !r.arg(1).equals("$http_origin")) {
            r.warn("the backend will not see which site a request comes from, for \"Origin\" is replaced");
        }
        return new RequestHeaders.Setting(r.arg(0), r.template(r.arg(1)));
    }

    private static final long PAGE = 4096;

    static final Directive<ProxyPass> PROXY_PASS =
            Directive.of("proxy_pass", 1, 1, ProxyPass::read).namelessInherit().in(LOCATION, LOCATION_IF, LIMIT_EXCEPT);

    static final Directive<List<RequestHeaders.Setting>> PROXY_SET_HEADER =
            Directive.list("proxy_set_header", 2, 2, ProxyDirectives::setHeader).in(HTTP, SERVER, LOCATION);

    static final Directive<List<String>> PROXY_HIDE_HEADER =
            Directive.list("proxy_hide_header", 1, 1, r -> r.arg(0)).in(HTTP, SERVER, LOCATION);

    static final Directive<List<String>> PROXY_PASS_HEADER =
            Directive.list("proxy_pass_header", 1, 1, r -> r.arg(0)).in(HTTP, SERVER, LOCATION);

    private static final Map<String, Version> VERSIONS =
            Map.of("1.0", Version.HTTP_1_0, "1.1", Version.HTTP_1_1, "2", Version.HTTP_2_0);

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

    static final Directive<Version> PROXY_HTTP_VERSION = Directive.of(
                    "proxy_http_version", 1, 1, ProxyDirectives::version)
            .byDefault(Version.HTTP_1_1)
            .in(HTTP, SERVER, LOCATION);

    /** Null where only the default rule counts. */
    static final Directive<List<RedirectRule>> PROXY_REDIRECT = Directive.of(
                    "proxy_redirect", 1, 2, ProxyDirectives::redirect)
            .combinedBy(Directive::joined)
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Duration> PROXY_CONNECT_TIMEOUT = time("proxy_connect_timeout", 60);
    static final Directive<Duration> PROXY_SEND_TIMEOUT = time("proxy_send_timeout", 60);
    /** Longest silence of the upstream; in a tunnel, in either direction. */
    static final Directive<Duration> PROXY_READ_TIMEOUT = time("proxy_read_timeout", 60);

    static final Directive<Boolean> PROXY_BUFFERING = flag("proxy_buffering", true);
    static final Directive<Boolean> PROXY_REQUEST_BUFFERING = flag("proxy_request_buffering", true);
    static final Directive<Boolean> PROXY_IGNORE_CLIENT_ABORT = flag("proxy_ignore_client_abort", false);
    static final Directive<Boolean> PROXY_INTERCEPT_ERRORS = flag("proxy_intercept_errors", false);
    static final Directive<Boolean> PROXY_PASS_REQUEST_HEADERS = flag("proxy_pass_request_headers", true);
    static final Directive<Boolean> PROXY_PASS_REQUEST_BODY = flag("proxy_pass_request_body", true);
    static final Directive<Boolean> PROXY_PASS_TRAILERS = flag("proxy_pass_trailers", false);
    static final Directive<Boolean> PROXY_FORCE_RANGES = flag("proxy_force_ranges", false);

    static final Directive<Long> PROXY_BUFFER_SIZE =
            Directive.size("proxy_buffer_size").byDefault(PAGE).in(HTTP, SERVER, LOCATION);

    static final Directive<BuffersValue> PROXY_BUFFERS = Directive.of(
                    "proxy_buffers", 2, 2, r -> BuffersValue.read(r.node()))
            .byDefault(new BuffersValue(8, PAGE))
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Long> PROXY_BUSY_BUFFERS_SIZE =
            Directive.size("proxy_busy_buffers_size").in(HTTP, SERVER, LOCATION);

    static final Directive<Long> PROXY_TEMP_FILE_WRITE_SIZE =
            Directive.size("proxy_temp_file_write_size").in(HTTP, SERVER, LOCATION);

    static final Directive<Long> PROXY_MAX_TEMP_FILE_SIZE =
            Directive.size("proxy_max_temp_file_size").byDefault(1L << 30).in(HTTP, SERVER, LOCATION);

    static final Directive<TempPath> PROXY_TEMP_PATH = TempPath.directive("proxy_temp_path");

    static final Directive<Set<Integer>> PROXY_NEXT_UPSTREAM = Directive.choices(
                    "proxy_next_upstream", Integer.MAX_VALUE, NextUpstream.WORDS)
            .byDefault(Set.of(NextUpstream.ERROR, NextUpstream.TIMEOUT))
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Integer> PROXY_NEXT_UPSTREAM_TRIES =
            Directive.number("proxy_next_upstream_tries").byDefault(0).in(HTTP, SERVER, LOCATION);

    static final Directive<Duration> PROXY_NEXT_UPSTREAM_TIMEOUT = time("proxy_next_upstream_timeout", 0);

    static final Directive<Template> PROXY_METHOD =
            Directive.template("proxy_method").in(HTTP, SERVER, LOCATION);
    static final Directive<Template> PROXY_SET_BODY =
            Directive.template("proxy_set_body").in(HTTP, SERVER, LOCATION);

    static final Directive<Set<String>> PROXY_IGNORE_HEADERS = Directive.choices(
                    "proxy_ignore_headers", Integer.MAX_VALUE, IGNORABLE)
            .byDefault(Set.of())
            .in(HTTP, SERVER, LOCATION);

    static final Directive<ProxyBind> PROXY_BIND = Directive.of("proxy_bind", 1, 2, ProxyBind::read)
            .byDefault(ProxyBind.OFF)
            .differs("\"transparent\" is refused: the JVM cannot do it.")
            .in(HTTP, SERVER, LOCATION);

    /** How fast an answer is read, where it is buffered. */
    static final Directive<Template> PROXY_LIMIT_RATE =
            Directive.of("proxy_limit_rate", 1, 1, LimitRate::size).in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> PROXY_SOCKET_KEEPALIVE = flag("proxy_socket_keepalive", false);

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
            Directive.of("proxy_store", 1, 1, ProxyDirectives::store).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("proxy_store_access", 1, 3).in(HTTP, SERVER, LOCATION),
            Directive.size("proxy_send_lowat").withoutEffect().in(HTTP, SERVER, LOCATION));

    private static Directive<Duration> time(String name, int seconds) {
        return Directive.time(name).byDefault(Duration.ofSeconds(seconds)).in(HTTP, SERVER, LOCATION);
    }

    private static Directive<Boolean> flag(String name, boolean byDefault) {
        return Directive.flag(name).byDefault(byDefault).in(HTTP, SERVER, LOCATION);
    }

    private static Void store(Reader r) {
        if (!r.arg(0).equals("off")) {
            throw r.error("\"proxy_store\" is not supported yet by Gangway");
        }
        return null;
    }

    private static Version version(Reader r) {
        Version version = ChoiceValue.read(r.node(), VERSIONS);
        if (version == Version.HTTP_2_0) {
            throw r.error("\"proxy_http_version 2\" is not supported yet by Gangway");
        }
        return version;
    }

    private static List<RedirectRule> redirect(Reader r) {
        List<RedirectRule> before = r.scope().own(PROXY_REDIRECT);
        if (before != null && before.get(0).kind() == RedirectRule.Kind.OFF) {
            throw Complaint.duplicate(r.node());
        }
        String first = r.arg(0);
        if (r.count() == 1) {
            return List.of(oneWord(r, first, before));
        }
        Template replacement = r.template(r.arg(1));
        if (!first.startsWith("~")) {
            return List.of(new RedirectRule(RedirectRule.Kind.PREFIX, r.template(first), null, replacement));
        }
        boolean caseless = first.startsWith("~*");
        return List.of(new RedirectRule(
                RedirectRule.Kind.PATTERN, null, r.regex(first.substring(caseless ? 2 : 1), caseless), replacement));
    }

    private static RedirectRule oneWord(Reader r, String word, List<RedirectRule> before) {
        if (word.equals("off")) {
            if (before != null) {
                throw Complaint.duplicate(r.node());
            }
            return RedirectRule.OFF;
        }
        if (!word.equals("default")) {
            throw r.invalidParameter(word);
        }
        ProxyPass pass = r.scope().own(PROXY_PASS);
        if (pass == null) {
            throw r.error("\"proxy_redirect default\" should be placed after the \"proxy_pass\" directive");
        }
        if (pass.target() == null) {
            throw r.error("\"proxy_redirect default\" cannot be used with \"proxy_pass\" directive with variables");
        }
        return RedirectRule.byDefault(pass);
    }
}
