package io.gangway.websocket;

/** What carries the frames of a WebSocket from leg to leg; {@code websocket_relay}. */
enum RelayKind {
    /** Bytes pass as they are; extensions are the end points' business. */
    TUNNEL,
    /** Each leg has frames and extensions of its own. */
    BRIDGE
}
