package io.gangway.websocket;

import io.gangway.config.Scope;
import io.gangway.content.Codecs;
import java.time.Duration;

/**
 * What a location says of its tunnels. Times in milliseconds.
 *
 * @param idleMillis longest silence in both directions; -1 for that of the proxy
 * @param closeMillis longest time from the first close frame, or from a broken leg, to the end of both legs
 * @param age how long a tunnel may last
 * @param pingMillis silence of a leg after which it is sent a ping; 0 for none
 * @param pongMillis how long the answer may take
 * @param maxMessageLength most bytes of a message; 0 for no limit
 * @param drainMillis over what time drains are spread; -1 when tunnels are left alone
 * @param bridges whether a WebSocket is bridged
 * @param compression of a bridge
 * @param hook sees the messages of a bridge; null for none
 * @param codecs what a bridge compresses with
 */
record TunnelSettings(
        long idleMillis,
        long closeMillis,
        MaxAge age,
        long pingMillis,
        long pongMillis,
        long maxMessageLength,
        long drainMillis,
        boolean bridges,
        Compression compression,
        MessageHook.Opening hook,
        Codecs codecs) {
    /** A hundred years; a timer can still count to it. */
    private static final long NEVER_MILLIS = Duration.ofDays(36_500).toMillis();

    static TunnelSettings of(Scope scope, MessageHook.Opening hook, Codecs codecs) {
        Compression compression = scope.get(WebSocketDirectives.COMPRESSION);
        return new TunnelSettings(
                idle(scope.get(WebSocketDirectives.IDLE_TIMEOUT)),
                scope.get(WebSocketDirectives.CLOSE_TIMEOUT).toMillis(),
                scope.get(WebSocketDirectives.MAX_AGE),
                scope.get(WebSocketDirectives.PING_INTERVAL).toMillis(),
                scope.get(WebSocketDirectives.PONG_TIMEOUT).toMillis(),
                scope.get(WebSocketDirectives.MAX_MESSAGE_SIZE),
                millis(scope.get(WebSocketDirectives.DRAIN), -1),
                scope.get(WebSocketDirectives.RELAY) == RelayKind.BRIDGE || compression.isOn() || hook != null,
                compression,
                hook,
                codecs);
    }

    private static long idle(Duration time) {
        return time != null && time.isZero() ? NEVER_MILLIS : millis(time, -1);
    }

    private static long millis(Duration time, long otherwise) {
        return time == null ? otherwise : time.toMillis();
    }
}
