package io.gangway.websocket;

/**
 * What has passed a tunnel in one direction.
 *
 * @param messages complete WebSocket messages; 0 when the tunnel does not track frames
 * @param bytes with frame headers
 * @param queued bytes that were read and that the other side has not taken yet; 0 after the end
 */
public record TunnelTraffic(long messages, long bytes, long queued) {}
