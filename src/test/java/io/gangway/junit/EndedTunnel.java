package io.gangway.junit;

import io.gangway.Event;

/**
 * A tunnel that has ended.
 *
 * @param target the request target
 * @param upstream the peers that were tried, as in {@code $upstream_addr}
 * @param closedBy the sender of the first close frame: {@code client}, {@code upstream} or {@code gangway}; null
 * without one
 * @param closeCode the code of that frame, in decimal; null without one
 * @param closeReason the reason of that frame; null without one
 */
public record EndedTunnel(String target, String upstream, String closedBy, String closeCode, String closeReason) {
    static EndedTunnel of(Event event) {
        return new EndedTunnel(
                event.target(),
                event.upstream(),
                event.variable("websocket_closed_by"),
                event.variable("websocket_close_code"),
                event.variable("websocket_close_reason"));
    }
}
