package io.gangway.junit;

import io.gangway.Event;

/**
 * A tunnel that has ended.
 *
 * @param target of its request
 * @param upstream the peers that were tried
 * @param closedBy {@code client}, {@code upstream} or {@code gangway}: who sent the first close frame; null when nobody did
 * @param closeCode of that frame; null when there was none
 * @param closeReason of that frame; null when there was none
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
