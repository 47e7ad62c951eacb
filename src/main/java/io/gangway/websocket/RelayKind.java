package io.gangway.websocket;

/** How WebSocket frames are relayed between the legs; {@code websocket_relay}. */
enum RelayKind {
    /** Bytes are relayed unchanged; the end points negotiate extensions. */
    TUNNEL,
    /** Each leg has its own frames and extensions. */
    BRIDGE
}
