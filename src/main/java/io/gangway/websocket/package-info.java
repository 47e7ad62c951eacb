/**
 * WebSocket tunnels: relays bytes between client and backend after a backend has responded with 101, until both sides
 * have ended. A {@code RelayTunnel} has one {@code Relay} for each direction. It is independent of the module that has
 * connected to the backend. Applications that inspect messages implement {@link io.gangway.websocket.MessageHook}.
 */
package io.gangway.websocket;
