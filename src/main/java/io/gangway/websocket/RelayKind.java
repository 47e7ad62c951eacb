package io.gangway.websocket;

/** The kind of relay for WebSocket frames; {@code websocket_relay}. */
enum RelayKind {
    /** Bytes are relayed unchanged; the end points negotiate extensions. */
    TUNNEL,
    /** Each leg has its own frames and extensions. */
    BRIDGE
}
