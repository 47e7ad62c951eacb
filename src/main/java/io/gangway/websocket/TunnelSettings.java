package io.gangway.websocket;

import io.gangway.config.Scope;
import io.gangway.content.Codecs;
import java.time.Duration;

/**
 * The tunnel settings of a location. Times in milliseconds.
 *
 * @param idleMillis maximum time without data in either direction; -1 for the proxy's read time-out
 * @param closeMillis maximum time from the first close frame, or from the loss of a leg, to the end of both legs
 * @param age maximum age of a tunnel
 * @param pingMillis time without data after which a leg is sent a ping; 0 for none
 * @param pongMillis maximum time for the response
 * @param maxMessageLength maximum bytes of a message; 0 for no limit
 * @param drainMillis time over which drains are spread; -1 when tunnels are not drained
 * @param bridges whether WebSockets are bridged
 * @param compression of a bridge
 * @param hook creates the hook of a bridge; null for none
 * @param inspectBytes memory for the last messages of a tunnel, in bytes; 0 when they are not recorded
 * @param codecs for the compression of a bridge
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
        int inspectBytes,
        Codecs codecs) {
    /** A hundred years, which a timer can still count. */
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
                scope.get(WebSocketDirectives.INSPECT),
                codecs);
    }

    private static long idle(Duration time) {
        return time != null && time.isZero() ? NEVER_MILLIS : millis(time, -1);
    }

    private static long millis(Duration time, long otherwise) {
        return time == null ? otherwise : time.toMillis();
    }
}
