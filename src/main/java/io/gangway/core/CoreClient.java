package io.gangway.core;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.BuffersValue;
import io.gangway.conf.TimeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Keepalive;
import io.gangway.exchange.KeepaliveDisable;
import io.gangway.exchange.Lingering;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Core's directives about the client connection: sizes, timeouts, keep-alive. */
final class CoreClient {
    private CoreClient() {}

    static final Directive<Duration> CLIENT_HEADER_TIMEOUT = Directive.time("client_header_timeout")
            .byDefault(Duration.ofSeconds(60))
            .description("Limits the time in which the whole header of a request must arrive. A slower client gets "
                    + "408.")
            .in(HTTP, SERVER);

    static final Directive<Long> CLIENT_HEADER_BUFFER_SIZE = Directive.size("client_header_buffer_size")
            .byDefault(1024L)
            .description("Sets the size of the first buffer for a request's header. Longer headers use "
                    + "large_client_header_buffers.")
            .in(HTTP, SERVER);

    static final Directive<BuffersValue> LARGE_CLIENT_HEADER_BUFFERS = Directive.buffers("large_client_header_buffers")
            .byDefault(new BuffersValue(4, 8192))
            .description("Sets number and size of the buffers for a long header. A request line or a field that does "
                    + "not fit one buffer is refused, with 414 or 400.")
            .in(HTTP, SERVER);

    static final Directive<Integer> MAX_HEADERS = Directive.number("max_headers")
            .byDefault(1000)
            .since("1.29.8")
            .description("Sets how many header fields a request may have. More are refused with 400.")
            .in(HTTP, SERVER);

    static final Directive<Boolean> IGNORE_INVALID_HEADERS = Directive.flag("ignore_invalid_headers")
            .byDefault(true)
            .description("Ignores header fields whose names have other characters than letters, digits, hyphens and, "
                    + "with underscores_in_headers, underscores. With \"off\" they are passed on.")
            .in(HTTP, SERVER);

    static final Directive<Boolean> UNDERSCORES_IN_HEADERS = Directive.flag("underscores_in_headers")
            .byDefault(false)
            .description("Accepts underscores in the names of header fields. With \"off\" such fields are invalid, and "
                    + "ignore_invalid_headers decides.")
            .in(HTTP, SERVER);

    static final Directive<Boolean> MERGE_SLASHES = Directive.flag("merge_slashes")
            .byDefault(true)
            .description("Merges adjacent slashes in a URI into one.")
            .in(HTTP, SERVER);

    static final Directive<Keepalive> KEEPALIVE_TIMEOUT = Directive.of("keepalive_timeout", 1, 2, CoreClient::keepalive)
            .byDefault(new Keepalive(Duration.ofSeconds(75), 0))
            .syntax("timeout [header_timeout]")
            .defaultText("75s")
            .description("Sets how long an idle connection of a client stays open; 0 closes it after each response. "
                    + "The second value is announced in a Keep-Alive field.")
            .in(HTTP, SERVER, LOCATION);

    /** Minimum time that an idle connection is kept, even on shutdown. */
    static final Directive<Duration> KEEPALIVE_MIN_TIMEOUT = Directive.time("keepalive_min_timeout")
            .byDefault(Duration.ZERO)
            .since("1.27.4")
            .description("Keeps an idle connection open for at least this time, even if it is being shut down.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Integer> KEEPALIVE_REQUESTS = Directive.number("keepalive_requests")
            .byDefault(1000)
            .description("Sets how many requests a connection of a client serves before it is closed.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Duration> KEEPALIVE_TIME = Directive.time("keepalive_time")
            .byDefault(Duration.ofHours(1))
            .description("Sets after which time a connection of a client is closed once it has served its request.")
            .in(HTTP, SERVER, LOCATION);

    /** Browsers whose connections are not kept alive. */
    static final Directive<Set<KeepaliveDisable>> KEEPALIVE_DISABLE = Directive.choices(
                    "keepalive_disable",
                    2,
                    Map.of(
                            "none",
                            KeepaliveDisable.NONE,
                            "msie6",
                            KeepaliveDisable.MSIE6,
                            "safari",
                            KeepaliveDisable.SAFARI))
            .byDefault(Set.of(KeepaliveDisable.MSIE6))
            .syntax("none", "browser [browser]")
            .defaultText("msie6")
            .description("Closes the connections of browsers that handle keep-alive badly: msie6 after a POST, safari "
                    + "always. \"none\" keeps them for all.")
            .in(HTTP, SERVER, LOCATION);

    /** When off, a response of unknown length ends by closing the connection. */
    static final Directive<Boolean> CHUNKED_TRANSFER_ENCODING = Directive.flag("chunked_transfer_encoding")
            .byDefault(true)
            .description("Allows chunked responses in HTTP/1.1. Without them, a response of unknown length ends with "
                    + "the connection.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Duration> SEND_TIMEOUT = Directive.time("send_timeout")
            .byDefault(Duration.ofSeconds(60))
            .description("Limits the time between two writes of a response. The connection to a client that takes "
                    + "nothing for longer is closed.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> LOG_SUBREQUEST = Directive.flag("log_subrequest")
            .byDefault(false)
            .notDraining()
            .description("Writes subrequests to the access log too.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Lingering.Close> LINGERING_CLOSE = Directive.choice(
                    "lingering_close",
                    Map.of("off", Lingering.Close.OFF, "on", Lingering.Close.ON, "always", Lingering.Close.ALWAYS))
            .byDefault(Lingering.Close.ON)
            .syntax("off | on | always")
            .defaultText("on")
            .description("Decides whether, before a connection is closed, more data of the client is read and "
                    + "discarded, so that it can still read the response.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Duration> LINGERING_TIME = Directive.time("lingering_time")
            .byDefault(Duration.ofSeconds(30))
            .description("Limits the whole time of a lingering close.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Duration> LINGERING_TIMEOUT = Directive.time("lingering_timeout")
            .byDefault(Duration.ofSeconds(5))
            .description("Limits the time that a lingering close waits for more data.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = List.of(
            LOG_SUBREQUEST,
            CLIENT_HEADER_TIMEOUT,
            CLIENT_HEADER_BUFFER_SIZE,
            LARGE_CLIENT_HEADER_BUFFERS,
            MAX_HEADERS,
            IGNORE_INVALID_HEADERS,
            UNDERSCORES_IN_HEADERS,
            MERGE_SLASHES,
            KEEPALIVE_TIMEOUT,
            KEEPALIVE_MIN_TIMEOUT,
            KEEPALIVE_REQUESTS,
            KEEPALIVE_TIME,
            KEEPALIVE_DISABLE,
            CHUNKED_TRANSFER_ENCODING,
            SEND_TIMEOUT,
            LINGERING_CLOSE,
            LINGERING_TIME,
            LINGERING_TIMEOUT);

    private static Keepalive keepalive(DirectiveArguments r) {
        Duration idle = TimeValue.millis(r.arg(0)).orElseThrow(r::invalidValue);
        Duration header =
                r.count() == 1 ? Duration.ZERO : TimeValue.seconds(r.arg(1)).orElseThrow(r::invalidValue);
        return new Keepalive(idle, header.toSeconds());
    }
}
