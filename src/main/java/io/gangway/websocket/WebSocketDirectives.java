package io.gangway.websocket;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.SERVER;

import io.gangway.conf.TimeValue;
import io.gangway.core.Directive;
import io.gangway.core.Reader;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Directives about tunnels. None of them is nginx's: in a file that nginx reads too they stand in comments, as
 * {@code #gangway websocket_ping_interval 30s;}.
 */
final class WebSocketDirectives {
    /**
     * {@code websocket_idle_timeout time | off}: longest silence in both directions; {@code off} and 0: any. Answers to our own
     * pings do not break it. By default {@code proxy_read_timeout}.
     */
    static final Directive<Duration> IDLE_TIMEOUT = Directive.of(
                    "websocket_idle_timeout",
                    1,
                    1,
                    r -> r.arg(0).equals("off") ? Duration.ZERO : TimeValue.readMillis(r.node()))
            .in(HTTP, SERVER, LOCATION);

    /** Longest time from the first close frame, or from the break of a leg, to the end of both legs. */
    static final Directive<Duration> CLOSE_TIMEOUT = Directive.time("websocket_close_timeout")
            .byDefault(Duration.ofSeconds(10))
            .in(HTTP, SERVER, LOCATION);

    /**
     * A leg from which nothing has come for so long is sent a ping; 0: never. The answer is not passed on. Where
     * {@code websocket_idle_timeout} is not said, the answers keep a tunnel alive.
     */
    static final Directive<Duration> PING_INTERVAL =
            Directive.time("websocket_ping_interval").byDefault(Duration.ZERO).in(HTTP, SERVER, LOCATION);

    /** How long a leg may stay silent after our ping; then it counts as broken. */
    static final Directive<Duration> PONG_TIMEOUT = Directive.time("websocket_pong_timeout")
            .byDefault(Duration.ofSeconds(20))
            .in(HTTP, SERVER, LOCATION);

    /**
     * {@code websocket_max_age time [jitter=time]}: a tunnel that is older is closed with 1012, so that the client connects
     * anew; 0: never. Each one's age is shorter by a random part of the jitter, a tenth of the age unless said.
     */
    static final Directive<TunnelSettings.MaxAge> MAX_AGE = Directive.of(
                    "websocket_max_age", 1, 2, WebSocketDirectives::maxAge)
            .byDefault(TunnelSettings.MaxAge.NONE)
            .in(HTTP, SERVER, LOCATION);

    /**
     * Most bytes of a message's payload on the wire, fragments added up, compressed where the end points compress; in a
     * bridge inflated. 0: no limit. Both sides get 1009 when a message announces more.
     */
    static final Directive<Long> MAX_MESSAGE_SIZE =
            Directive.size("websocket_max_message_size").byDefault(0L).in(HTTP, SERVER, LOCATION);

    /**
     * {@code websocket_drain time | off}: at the end of the process, and when a reload changes or removes the location, its
     * tunnels are closed one after the other within that time. With {@code off} they are left alone, as nginx does.
     */
    static final Directive<Duration> DRAIN = Directive.of("websocket_drain", 1, 1, WebSocketDirectives::drain)
            .byDefault(Duration.ofSeconds(5))
            .in(HTTP, SERVER, LOCATION);

    /**
     * Which {@code Origin} may open a WebSocket: {@code https://app.example.com}, {@code https://*.example.com} for all below,
     * {@code none} for a client that does not say one. Others get 403. Not said: any, as in nginx.
     */
    static final Directive<List<Origin>> ORIGINS = Directive.of(
                    "websocket_origins", 1, Integer.MAX_VALUE, WebSocketDirectives::origins)
            .byDefault(List.of())
            .in(HTTP, SERVER, LOCATION);

    /** Which tokens of {@code Upgrade} a request may have; others get 403. Not said: any, as in nginx. */
    static final Directive<List<String>> PROTOCOLS = Directive.of(
                    "websocket_protocols", 1, Integer.MAX_VALUE, r -> List.copyOf(r.args()))
            .byDefault(List.of())
            .in(HTTP, SERVER, LOCATION);

    /**
     * {@code websocket_relay tunnel | bridge}: what carries the frames of a WebSocket. A tunnel passes bytes as they are; a
     * bridge has frames of its own on each leg, can change them, and refuses what breaks RFC 6455. Not said: a bridge where
     * {@code websocket_compression} or {@code websocket_hook} asks for one, else a tunnel.
     */
    static final Directive<RelayKind> RELAY =
            Directive.of("websocket_relay", 1, 1, WebSocketDirectives::relay).in(HTTP, SERVER, LOCATION);

    /**
     * {@code websocket_compression on | client | upstream | off [context_takeover] [level=1-9] [min_length=size]}:
     * permessage-deflate (RFC 7692) on both legs or on one, apart from what the other leg does. It is negotiated: an end that
     * does not want it goes without. Without {@code context_takeover} a tunnel holds memory for it only while a message
     * passes, unless its client offers compression without a parameter: such a one is not asked to forget its context.
     */
    static final Directive<Compression> COMPRESSION = Directive.of("websocket_compression", 1, 4, Compression::read)
            .byDefault(Compression.OFF)
            .in(HTTP, SERVER, LOCATION);

    /** {@code websocket_hook name | off}: shows all messages to a {@link MessageHook} that the application has registered. */
    static final Directive<String> HOOK = Directive.of(
                    "websocket_hook", 1, 1, r -> r.arg(0).equals("off") ? null : r.arg(0))
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = List.of(
            IDLE_TIMEOUT,
            CLOSE_TIMEOUT,
            PING_INTERVAL,
            PONG_TIMEOUT,
            MAX_AGE,
            MAX_MESSAGE_SIZE,
            DRAIN,
            ORIGINS,
            PROTOCOLS,
            RELAY,
            COMPRESSION,
            HOOK);

    private WebSocketDirectives() {}

    private static RelayKind relay(Reader r) {
        return switch (r.arg(0)) {
            case "tunnel" -> RelayKind.TUNNEL;
            case "bridge" -> RelayKind.BRIDGE;
            default ->
                throw r.error("invalid value \"" + r.arg(0)
                        + "\" in \"websocket_relay\" directive, it must be \"tunnel\" or \"bridge\"");
        };
    }

    private static TunnelSettings.MaxAge maxAge(Reader r) {
        long millis = time(r, r.arg(0));
        long jitter = millis / 10;
        if (r.count() == 2) {
            if (!r.arg(1).startsWith("jitter=")) {
                throw r.invalidParameter(r.arg(1));
            }
            jitter = time(r, r.arg(1).substring("jitter=".length()));
        }
        if (jitter > millis) {
            throw r.error("jitter of \"websocket_max_age\" is longer than the age");
        }
        return new TunnelSettings.MaxAge(millis, jitter);
    }

    private static long time(Reader r, String text) {
        return TimeValue.millis(text).orElseThrow(r::invalidValue).toMillis();
    }

    private static Duration drain(Reader r) {
        return r.arg(0).equals("off") ? null : TimeValue.readMillis(r.node());
    }

    private static List<Origin> origins(Reader r) {
        return r.args().stream()
                .map(word -> Origin.read(r, word.toLowerCase(Locale.ROOT)))
                .toList();
    }
}
