package io.gangway.websocket;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;
import static io.gangway.config.Context.UPSTREAM;

import io.gangway.conf.SizeValue;
import io.gangway.conf.TimeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The directives of tunnels. None of them is nginx's: in a file that nginx reads too they are written as comments, such
 * as {@code #gangway websocket_ping_interval 30s;}.
 */
final class WebSocketDirectives {
    private static final int INSPECT_BYTES = 64 * 1024;
    private static final int MIN_INSPECT_BYTES = 1024;

    /**
     * {@code websocket_idle_timeout time | off}: maximum time without data in either direction; no limit for
     * {@code off} and 0. Responses to our own pings do not count as data. By default {@code proxy_read_timeout}.
     */
    static final Directive<Duration> IDLE_TIMEOUT = Directive.of(
                    "websocket_idle_timeout",
                    1,
                    1,
                    r -> r.arg(0).equals("off") ? Duration.ZERO : TimeValue.readMillis(r.node()))
            .syntax("time | off")
            .description("Closes a tunnel in which neither side has sent anything for this time. Responses to our own "
                    + "pings do not count. \"off\" and 0 allow any silence. Without the directive the "
                    + "time is that of proxy_read_timeout.")
            .example("websocket_idle_timeout 10m;")
            .danger("With \"off\" a peer that vanished without a FIN is noticed by pings only: set "
                    + "websocket_ping_interval too.")
            .in(HTTP, SERVER, LOCATION);

    /** Maximum time from the first close frame, or from the loss of a leg, to the end of both legs. */
    static final Directive<Duration> CLOSE_TIMEOUT = Directive.time("websocket_close_timeout")
            .byDefault(Duration.ofSeconds(10))
            .description("Limits the time from the first Close frame, or from the loss of one leg, to the end of both "
                    + "connections.")
            .example("websocket_close_timeout 5s;")
            .danger("A backend that still sends when the time is over loses the rest.")
            .in(HTTP, SERVER, LOCATION);

    /**
     * A leg from which nothing has arrived for this time is sent a ping; 0: never. The response is not passed on.
     * Without {@code websocket_idle_timeout} the responses keep a tunnel open.
     */
    static final Directive<Duration> PING_INTERVAL = Directive.time("websocket_ping_interval")
            .byDefault(Duration.ZERO)
            .description("Sends a ping to a client or a backend from which nothing has come for this time. Its pong is "
                    + "not passed on. 0 sends none. Where websocket_idle_timeout is not set, the pongs keep a "
                    + "tunnel open.")
            .example("websocket_ping_interval 30s;")
            .danger("A short interval wakes mobile devices and costs a frame for each idle tunnel. A peer that "
                    + "does not answer pings, against RFC 6455, is closed after websocket_pong_timeout.")
            .in(HTTP, SERVER, LOCATION);

    /** Maximum silence of a leg after our ping; then it is treated as broken. */
    static final Directive<Duration> PONG_TIMEOUT = Directive.time("websocket_pong_timeout")
            .byDefault(Duration.ofSeconds(20))
            .description("Sets how long a client or a backend may stay silent after our ping. Then its connection "
                    + "counts as lost and the tunnel is closed.")
            .example("websocket_ping_interval 30s;\nwebsocket_pong_timeout  10s;")
            .danger("Clients on slow networks that are silent for longer are disconnected.")
            .in(HTTP, SERVER, LOCATION);

    /**
     * {@code websocket_max_age time [jitter=time]}: a tunnel that is older is closed with 1012, so that the client
     * reconnects; 0: no limit. The age of each tunnel is shortened by a random part of the jitter, a tenth of the age
     * by default.
     */
    static final Directive<MaxAge> MAX_AGE = Directive.of("websocket_max_age", 1, 2, MaxAge::read)
            .byDefault(MaxAge.NONE)
            .syntax("time [jitter=time]")
            .defaultText("0")
            .description("Closes a tunnel that is older with code 1012, so that the client reconnects. 0 means no "
                    + "limit. Each tunnel's age is shortened by a random part of the jitter, which is a tenth "
                    + "of the "
                    + "age by default.")
            .example("websocket_max_age 4h jitter=30m;")
            .danger(
                    "Clients must be able to reconnect. Without jitter, clients that connected together come back together.")
            .in(HTTP, SERVER, LOCATION);

    /**
     * Maximum payload of a message on the wire, in bytes, all fragments together: compressed where the end points
     * compress, inflated in a bridge. 0: no limit. Both sides get 1009 when a message announces more.
     */
    static final Directive<Long> MAX_MESSAGE_SIZE = Directive.size("websocket_max_message_size")
            .byDefault(0L)
            .description("Limits the payload of a message in bytes, its fragments added up. A larger one ends the "
                    + "tunnel with code 1009 on both sides. 0 removes the limit. A tunnel counts bytes on the wire, "
                    + "compressed if the ends compress; a bridge counts them inflated.")
            .example("websocket_max_message_size 64k;")
            .danger("0, the default, lets a backend take messages of any size; a limit below what the "
                    + "application sends ends its connections.")
            .in(HTTP, SERVER, LOCATION);

    /**
     * {@code websocket_drain time | off}: when the process ends, and when a reload changes or removes the location, its
     * tunnels are closed one after the other within this time. With {@code off} they are left open, as in nginx.
     */
    static final Directive<Duration> DRAIN = Directive.of("websocket_drain", 1, 1, WebSocketDirectives::drain)
            .byDefault(Duration.ofSeconds(5))
            .syntax("time | off")
            .defaultText("5s")
            .description("Closes the tunnels of a location one after the other within this time, when the process ends "
                    + "and when a reload changes or removes the location. With \"off\" they are left alone, as in "
                    + "nginx.")
            .example("websocket_drain 30s;")
            .danger("A short time makes all clients reconnect at once. With \"off\" a process that shuts down "
                    + "waits for the last tunnel, unless worker_shutdown_timeout ends it.")
            .in(HTTP, SERVER, LOCATION);

    /** {@code websocket_rebalance on [rate=number/s] [tolerance=number%] | off}; null for off. */
    static final Directive<Rebalance> REBALANCE = Directive.of("websocket_rebalance", 1, 3, Rebalance::read)
            .syntax("on [rate=number/s | rate=number/m] [tolerance=number%]", "off")
            .defaultText("off")
            .description("When a server of the group joins, or can be used again, WebSockets that other servers have "
                    + "over their fair share by weight are closed with 1012, between two messages, so that their "
                    + "clients connect again, and new ones go to the servers that miss some. \"rate\" is how many are "
                    + "closed in a second or a minute (50/s), at random times. It ends when all servers are within "
                    + "\"tolerance\" (5%) of their share. WebSockets that \"sticky\", \"hash\" or \"ip_hash\" would "
                    + "bring back to the same server are left alone.")
            .example("upstream chat {\n    zone chat 64k;\n    server chat.internal:8080 resolve;\n"
                    + "    resolver 127.0.0.53;\n    websocket_rebalance on rate=20/s;\n}")
            .danger("Clients must be able to reconnect. A high rate makes many of them log in at once.")
            .in(UPSTREAM);

    /**
     * The values of {@code Origin} that may open a WebSocket: {@code https://app.example.com},
     * {@code https://*.example.com} for all names below, {@code none} for clients that send no Origin. Others get 403.
     * By default all may, as in nginx.
     */
    static final Directive<List<Origin>> ORIGINS = Directive.of(
                    "websocket_origins", 1, Integer.MAX_VALUE, WebSocketDirectives::origins)
            .byDefault(List.of())
            .syntax("origin | none ...")
            .description("Names the origins that may open a WebSocket, such as https://app.example.com or "
                    + "https://*.example.com; \"none\" stands for clients that send no Origin. Others get 403. "
                    + "Without the directive all may, as in nginx.")
            .example("websocket_origins https://app.example.com https://*.example.org;")
            .danger("Without it, a page of any site can open a WebSocket with the cookies of its visitor "
                    + "(cross-site WebSocket hijacking), unless the backend checks Origin. It keeps out browsers "
                    + "only: other clients send any Origin they like.")
            .in(HTTP, SERVER, LOCATION);

    /** The tokens that {@code Upgrade} of a request may contain; others get 403. By default all may, as in nginx. */
    static final Directive<List<String>> PROTOCOLS = Directive.of(
                    "websocket_protocols", 1, Integer.MAX_VALUE, r -> List.copyOf(r.args()))
            .byDefault(List.of())
            .syntax("token ...")
            .description("Names the tokens that the Upgrade field of a request may have. Others get 403. Without the "
                    + "directive all may, as in nginx.")
            .example("websocket_protocols websocket;")
            .danger("A backend that switches to a protocol that is not named here can no longer be reached.")
            .in(HTTP, SERVER, LOCATION);

    /**
     * {@code websocket_relay tunnel | bridge}: how WebSocket frames are relayed. A tunnel relays bytes unchanged; a
     * bridge has its own frames on each leg, can change them, and refuses violations of RFC 6455. By default a bridge
     * where {@code websocket_compression} or {@code websocket_hook} needs one, else a tunnel.
     */
    static final Directive<RelayKind> RELAY = Directive.of("websocket_relay", 1, 1, WebSocketDirectives::relay)
            .syntax("tunnel | bridge")
            .description("Selects the relay. A tunnel passes bytes unchanged. A bridge has its own frames on each "
                    + "leg, can change them, and refuses what violates RFC 6455. Without the directive it is a "
                    + "bridge where websocket_compression or websocket_hook asks for one, else a tunnel.")
            .example("websocket_relay bridge;")
            .danger("A bridge reads each frame, so it needs more CPU than a tunnel, and it ends connections "
                    + "of peers that violate RFC 6455, which a tunnel tolerates.")
            .in(HTTP, SERVER, LOCATION);

    /**
     * {@code websocket_compression on | client | upstream | off [context_takeover] [level=1-9] [min_length=size]}:
     * permessage-deflate (RFC 7692) on both legs or on one, independent of the other leg. It is negotiated: each end
     * point may decline. Without {@code context_takeover} a tunnel holds memory for it only while a message passes,
     * unless its client offers compression without parameters: such a client is not asked to drop its context.
     */
    static final Directive<Compression> COMPRESSION = Directive.of("websocket_compression", 1, 4, Compression::read)
            .byDefault(Compression.OFF)
            .syntax(
                    "on [context_takeover] [level=number] [min_length=size]",
                    "client [context_takeover] [level=number] [min_length=size]",
                    "upstream [context_takeover] [level=number] [min_length=size]",
                    "off")
            .defaultText("off")
            .description("Negotiates permessage-deflate (RFC 7692) on both legs or on one, whatever the other leg "
                    + "does. Each side may decline. \"level\" is 1 to 9; shorter messages than "
                    + "\"min_length\" are sent as they are.")
            .example("websocket_compression client level=3 min_length=256;")
            .danger("Compression costs time and, with \"context_takeover\", memory for each connection. Secrets "
                    + "in the same message as text of an attacker can be guessed from its length.")
            .in(HTTP, SERVER, LOCATION);

    /**
     * {@code websocket_hook name | off}: passes all messages to a {@link MessageHook} that the application has
     * registered.
     */
    static final Directive<String> HOOK = Directive.of(
                    "websocket_hook", 1, 1, r -> r.arg(0).equals("off") ? null : r.arg(0))
            .syntax("name | off")
            .defaultText("off")
            .description("Passes all messages to a MessageHook that the application has registered under this name.")
            .example("websocket_hook audit;")
            .danger("The hook runs on the event loop: one that blocks holds up all connections of the loop.")
            .in(HTTP, SERVER, LOCATION);

    /** {@code websocket_inspect on [buffer=size] | off}: memory for the last messages of a tunnel, bytes; 0 for off. */
    static final Directive<Integer> INSPECT = Directive.of("websocket_inspect", 1, 2, WebSocketDirectives::inspect)
            .byDefault(0)
            .notDraining()
            .syntax("on [buffer=size]", "off")
            .defaultText("off")
            .description("Keeps the last messages of each tunnel in memory, for the console and the API. \"buffer\" is "
                    + "the memory for a tunnel, 64k by default; of each payload at most 4 KiB are kept. Tunnels that "
                    + "are open already do not change.")
            .example("websocket_inspect on buffer=256k;")
            .danger("Whoever may read the API of gangway_admin or the console sees what users send. Do not leave it on "
                    + "in production. It costs memory and time for each message of these tunnels.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = List.of(
            IDLE_TIMEOUT,
            CLOSE_TIMEOUT,
            PING_INTERVAL,
            PONG_TIMEOUT,
            MAX_AGE,
            MAX_MESSAGE_SIZE,
            DRAIN,
            REBALANCE,
            ORIGINS,
            PROTOCOLS,
            RELAY,
            COMPRESSION,
            HOOK,
            INSPECT);

    private WebSocketDirectives() {}

    private static RelayKind relay(DirectiveArguments r) {
        return switch (r.arg(0)) {
            case "tunnel" -> RelayKind.TUNNEL;
            case "bridge" -> RelayKind.BRIDGE;
            default ->
                throw r.error("invalid value \"" + r.arg(0)
                        + "\" in \"websocket_relay\" directive, it must be \"tunnel\" or \"bridge\"");
        };
    }

    private static int inspect(DirectiveArguments r) {
        boolean on = r.arg(0).equals("on");
        if (!on && !r.arg(0).equals("off")) {
            throw r.error("invalid value \"" + r.arg(0)
                    + "\" in \"websocket_inspect\" directive, it must be \"on\" or \"off\"");
        }
        if (r.count() == 1) {
            return on ? INSPECT_BYTES : 0;
        }
        String size = r.arg(1);
        long bytes = on && size.startsWith("buffer=")
                ? SizeValue.size(size.substring("buffer=".length())).orElse(0)
                : 0;
        if (bytes < MIN_INSPECT_BYTES || bytes > Integer.MAX_VALUE) {
            throw r.invalidParameter(size);
        }
        return (int) bytes;
    }

    private static Duration drain(DirectiveArguments r) {
        return r.arg(0).equals("off") ? null : TimeValue.readMillis(r.node());
    }

    private static List<Origin> origins(DirectiveArguments r) {
        return r.args().stream()
                .map(word -> Origin.read(r, word.toLowerCase(Locale.ROOT)))
                .toList();
    }
}
