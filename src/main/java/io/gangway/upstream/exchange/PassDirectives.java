package io.gangway.upstream.exchange;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.BuffersValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.Scope;
import io.gangway.content.TempPath;
import io.gangway.core.FilePermissions;
import io.gangway.core.LimitRate;
import io.gangway.core.SendLowat;
import io.gangway.core.TempPaths;
import io.gangway.exchange.Template;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The directives that all protocols of upstreams share but for the prefix of their names: {@code
 * proxy_connect_timeout}, {@code fastcgi_connect_timeout}, … Immutable.
 */
public final class PassDirectives {
    private static final long PAGE = 4096;
    private static final Set<String> PASSES =
            Set.of("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass");

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

    private final String prefix;
    private final boolean buffered;

    final Directive<List<String>> hideHeader;
    final Directive<List<String>> passHeader;
    final Directive<Duration> connectTimeout;
    final Directive<Duration> sendTimeout;
    /** Maximum time between two reads from the upstream; in a tunnel, maximum time without data in both directions. */
    final Directive<Duration> readTimeout;

    final Directive<Boolean> buffering;
    final Directive<Boolean> requestBuffering;
    final Directive<Boolean> ignoreClientAbort;
    final Directive<Boolean> interceptErrors;
    final Directive<Boolean> passRequestHeaders;
    final Directive<Boolean> passRequestBody;
    final Directive<Boolean> forceRanges;
    final Directive<Long> bufferSize;
    final Directive<BuffersValue> buffers;
    final Directive<Long> busyBuffersSize;
    final Directive<Long> tempFileWriteSize;
    final Directive<Long> maxTempFileSize;
    final Directive<TempPath> tempPath;
    final Directive<Set<Integer>> nextUpstream;
    final Directive<Integer> nextUpstreamTries;
    final Directive<Duration> nextUpstreamTimeout;
    final Directive<Set<String>> ignoreHeaders;
    final Directive<BindAddress> bind;
    /** Maximum read rate of a buffered response. */
    final Directive<Template> limitRate;

    final Directive<Boolean> socketKeepalive;
    /** The path of the file; null for the one that the URI maps to. */
    final Directive<StorePath> store;

    /** Permission bits of stored files. */
    final Directive<Integer> storeAccess;

    private final Directive<?> sendLowat;

    /**
     * Declares the directives of one protocol.
     *
     * @param prefix of their names, such as {@code proxy_}
     * @param hidden the fields that are hidden by default, for the description
     */
    public PassDirectives(String prefix, String hidden) {
        this(prefix, hidden, true);
    }

    /** Those of a protocol that passes requests and responses on as they arrive, so that it has no buffers to configure. */
    public static PassDirectives unbuffered(String prefix, String hidden) {
        return new PassDirectives(prefix, hidden, false);
    }

    private PassDirectives(String prefix, String hidden, boolean buffered) {
        this.prefix = prefix;
        this.buffered = buffered;
        hideHeader = Directive.list(prefix + "hide_header", 1, 1, r -> r.arg(0))
                .syntax("field")
                .description("Does not pass this field of a backend's response to the client. " + hidden
                        + " are hidden anyway.")
                .in(HTTP, SERVER, LOCATION);
        passHeader = Directive.list(prefix + "pass_header", 1, 1, r -> r.arg(0))
                .syntax("field")
                .description("Passes this field of a response to the client although it is hidden otherwise.")
                .in(HTTP, SERVER, LOCATION);
        connectTimeout = time("connect_timeout", 60, "Limits the time to connect to a backend.");
        sendTimeout = time("send_timeout", 60, "Limits the time between two writes of a request to a backend.");
        readTimeout = time(
                "read_timeout",
                60,
                "Limits the time between two reads of a backend's response."
                        + (prefix.equals("proxy_")
                                ? " In a WebSocket tunnel it is the longest silence in both directions."
                                : ""));
        buffering = flag(
                "buffering",
                buffered,
                "Reads the response of a backend as fast as it comes, into memory and then a temporary file, "
                        + "even if the client is slow. With \"off\" the response is passed on as it arrives.");
        requestBuffering = Directive.flag(prefix + "request_buffering")
                .byDefault(buffered)
                .description("Reads the whole request body before it goes to the backend. With \"off\" it is passed on "
                        + "as it arrives, and the request cannot go to a next server once a part was sent.")
                .differs("A part of a body is never sent to another backend as if it were the whole.", "off")
                .in(HTTP, SERVER, LOCATION);
        ignoreClientAbort = flag(
                "ignore_client_abort",
                false,
                "Continues the request to the backend when the client has closed its connection.");
        interceptErrors = flag(
                "intercept_errors",
                false,
                "Handles responses with status 300 or more by error_page, where it names the status.");
        passRequestHeaders =
                flag("pass_request_headers", true, "Passes the header fields of the request to the backend.");
        passRequestBody = flag("pass_request_body", true, "Passes the request body to the backend.");
        forceRanges = flag(
                "force_ranges", false, "Serves byte ranges of responses even if the backend does not announce them.");
        bufferSize = Directive.size(prefix + "buffer_size")
                .byDefault(PAGE)
                .description("Sets the size of the buffer for the header of a backend's response. A longer header is "
                        + "an error (502).")
                .in(HTTP, SERVER, LOCATION);
        buffers = Directive.buffers(prefix + "buffers")
                .byDefault(new BuffersValue(8, PAGE))
                .description("Sets number and size of the buffers for one response.")
                .in(HTTP, SERVER, LOCATION);
        busyBuffersSize = Directive.size(prefix + "busy_buffers_size")
                .defaultText("8k")
                .description("Limits how much of a response may be waiting to be sent to the client while the rest is "
                        + "still read.")
                .in(HTTP, SERVER, LOCATION);
        tempFileWriteSize = Directive.size(prefix + "temp_file_write_size")
                .defaultText("8k")
                .description("Limits how much is written to a temporary file at once.")
                .in(HTTP, SERVER, LOCATION);
        maxTempFileSize = Directive.size(prefix + "max_temp_file_size")
                .byDefault(1L << 30)
                .defaultText("1024m")
                .description("Sets the maximum size of a temporary file for one response. 0 turns temporary files off.")
                .in(HTTP, SERVER, LOCATION);
        tempPath = TempPaths.directive(
                prefix + "temp_path",
                prefix + "temp",
                "Names the directory for the temporary files of responses, and the digits of up to three "
                        + "levels of subdirectories.");
        nextUpstream = Directive.choices(prefix + "next_upstream", Integer.MAX_VALUE, NextUpstream.words(prefix))
                .byDefault(Set.of(NextUpstream.ERROR, NextUpstream.TIMEOUT))
                .syntax("error | timeout | invalid_header | " + NextUpstream.statuses(prefix)
                        + " | http_403 | http_404 | http_429 | non_idempotent | off ...")
                .defaultText("error timeout")
                .description("Decides after which failures the request goes to the next server of the upstream. "
                        + "Requests with POST, LOCK or PATCH that were already sent are only repeated with "
                        + "\"non_idempotent\".")
                .in(HTTP, SERVER, LOCATION);
        nextUpstreamTries = Directive.number(prefix + "next_upstream_tries")
                .byDefault(0)
                .description("Limits how many servers are tried. 0 removes the limit.")
                .in(HTTP, SERVER, LOCATION);
        nextUpstreamTimeout = time(
                "next_upstream_timeout",
                0,
                "Limits the time in which a request may go to a next server. 0 removes the limit.");
        ignoreHeaders = Directive.choices(prefix + "ignore_headers", Integer.MAX_VALUE, IGNORABLE)
                .byDefault(Set.of())
                .syntax("field ...")
                .description("Ignores the effect of these response fields: X-Accel-Redirect, X-Accel-Expires, "
                        + "X-Accel-Limit-Rate, X-Accel-Buffering, X-Accel-Charset, Expires, Cache-Control, Set-Cookie, "
                        + "Vary.")
                .in(HTTP, SERVER, LOCATION);
        bind = Directive.of(prefix + "bind", 1, 2, BindAddress::read)
                .byDefault(BindAddress.OFF)
                .refuses("\"transparent\" is refused: the JVM cannot do it.")
                .syntax("address [transparent]", "off")
                .defaultText("off")
                .description("Makes connections to backends from this local address, with an optional port. The value "
                        + "may contain variables. \"off\" cancels the value of an outer level.")
                .in(HTTP, SERVER, LOCATION);
        limitRate = Directive.of(prefix + "limit_rate", 1, 1, LimitRate::size)
                .syntax("rate")
                .defaultText("0")
                .description("Limits the bytes per second that are read from a backend, where " + prefix
                        + "buffering is on. 0 removes the limit.")
                .in(HTTP, SERVER, LOCATION);
        socketKeepalive = flag("socket_keepalive", false, "Turns on TCP keepalive for connections to backends.");
        store = Directive.of(prefix + "store", 1, 1, this::readStore)
                .byDefault(StorePath.OFF)
                .syntax("on | off | string")
                .defaultText("off")
                .description(
                        "Stores the responses of backends with status 200 as files: \"on\" where root or alias map the "
                                + "URI to, otherwise at this path, which may contain variables. A response that breaks off is "
                                + "not stored.")
                .danger("A file is never removed or renewed by Gangway, and the fields of its response are not kept.")
                .example("""
                        location /images/ {
                            root       /data/www;
                            error_page 404 = @fetch;
                        }
                        location @fetch {
                            root /data/www;
                            %1$spass %2$s127.0.0.1:8081;
                            %1$sstore on;
                        }""".formatted(prefix, prefix.equals("proxy_") ? "http://" : ""))
                .in(HTTP, SERVER, LOCATION);
        storeAccess = FilePermissions.directive(
                prefix + "store_access",
                "Sets the permissions of the files and directories that " + prefix + "store creates. If \"group\" or "
                        + "\"all\" is given, \"user\" may be left out: the owner may then read and write.");
        sendLowat = SendLowat.directive(prefix + "send_lowat")
                .description("Makes the kernel collect this much before it sends to a backend.")
                .in(HTTP, SERVER, LOCATION);
    }

    /** All of them but {@link #sendLowat}. */
    public List<Directive<?>> all() {
        Stream<Directive<?>> ofAll = Stream.of(
                hideHeader,
                passHeader,
                connectTimeout,
                sendTimeout,
                readTimeout,
                interceptErrors,
                bufferSize,
                nextUpstream,
                nextUpstreamTries,
                nextUpstreamTimeout,
                ignoreHeaders,
                bind,
                socketKeepalive);
        Stream<Directive<?>> ofBuffered = Stream.of(
                buffering,
                requestBuffering,
                ignoreClientAbort,
                passRequestHeaders,
                passRequestBody,
                forceRanges,
                buffers,
                busyBuffersSize,
                tempFileWriteSize,
                maxTempFileSize,
                tempPath,
                limitRate,
                store,
                storeAccess);
        return buffered ? Stream.concat(ofAll, ofBuffered).toList() : ofAll.toList();
    }

    /** Whether requests and responses can be buffered. */
    boolean isBuffered() {
        return buffered;
    }

    /** {@code proxy_send_lowat}, which uwsgi and SCGI lack. */
    public Directive<?> sendLowat() {
        return sendLowat;
    }

    /** {@code proxy_pass_request_headers} and the like. */
    public Directive<Boolean> passRequestHeaders() {
        return passRequestHeaders;
    }

    /** The full name of one of these directives, or of another one with the same prefix. */
    String name(String rest) {
        return prefix + rest;
    }

    /** The same in quotes, for an error. */
    String quoted(String rest) {
        return "\"" + name(rest) + "\"";
    }

    /**
     * Whether a directive such as {@code proxy_pass} applies to a location: it is the last one of its kind on the level,
     * or on the next outer one that has any. A location has one content handler, and the last directive sets it.
     *
     * @param scope the level of the location
     */
    public static boolean applies(Directive<?> pass, Scope scope) {
        for (Scope level = scope; level != null; level = level.parent()) {
            Directive<?> last = null;
            for (Scope.Setting setting : level.settings()) {
                if (PASSES.contains(setting.directive().name())) {
                    last = setting.directive();
                }
            }
            if (last != null) {
                return last == pass;
            }
        }
        return false;
    }

    private Directive<Duration> time(String name, int seconds, String meaning) {
        return Directive.time(prefix + name)
                .byDefault(Duration.ofSeconds(seconds))
                .description(meaning)
                .in(HTTP, SERVER, LOCATION);
    }

    private Directive<Boolean> flag(String name, boolean byDefault, String meaning) {
        return Directive.flag(prefix + name)
                .byDefault(byDefault)
                .description(meaning)
                .in(HTTP, SERVER, LOCATION);
    }

    private StorePath readStore(DirectiveArguments r) {
        String text = r.arg(0);
        if (text.equals("off")) {
            return StorePath.OFF;
        }
        if (text.isEmpty()) {
            throw r.error("empty path");
        }
        StoreOrCache.check(r, name("cache"));
        return text.equals("on") ? StorePath.OF_URI : new StorePath(r.template(text));
    }
}
