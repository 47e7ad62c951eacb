package io.gangway.websocket;

import io.gangway.websocket.frame.CloseCode;
import io.gangway.websocket.frame.FrameTracker;
import java.util.Locale;

/** What is known of a WebSocket tunnel: what each side sent, and who closed it. Confined to its loop. */
final class TunnelState {
    private final FrameTracker client;
    private final FrameTracker upstream;

    private Side closedBy;
    /** Of a close frame of ours, when that was the first. */
    private int ownCode;

    private String ownReason;

    TunnelState(FrameTracker client, FrameTracker upstream) {
        this.client = client;
        this.upstream = upstream;
    }

    /** What the client sent. */
    FrameTracker client() {
        return client;
    }

    /** What the upstream sent. */
    FrameTracker upstream() {
        return upstream;
    }

    /** A close frame has passed; only the first counts. */
    void closedBy(Side side) {
        if (closedBy == null) {
            closedBy = side;
        }
    }

    /** We close, if nobody has yet; {@code code} is what the client is told. */
    void close(int code, String reason) {
        if (closedBy == null) {
            closedBy = Side.GANGWAY;
            ownCode = code;
            ownReason = reason;
        }
    }

    /** Whether the first close frame was ours since a leg broke. */
    boolean closedBreak() {
        return closedBy == Side.GANGWAY && ownCode == CloseCode.BAD_GATEWAY;
    }

    boolean bothClosed() {
        return client.isClosed() && upstream.isClosed();
    }

    /** {@code client}, {@code upstream} or {@code gangway}; null when there was no close frame. */
    String closedBy() {
        return closedBy == null ? null : closedBy.name().toLowerCase(Locale.ROOT);
    }

    /** The code of the first close frame; 0 when there was none. */
    int closeCode() {
        return closedBy == null
                ? 0
                : switch (closedBy) {
                    case CLIENT -> client.closeCode();
                    case UPSTREAM -> upstream.closeCode();
                    case GANGWAY -> ownCode;
                };
    }

    /** Its reason, one char per byte; null when there was none. */
    String closeReason() {
        return closedBy == null
                ? null
                : switch (closedBy) {
                    case CLIENT -> client.closeReason();
                    case UPSTREAM -> upstream.closeReason();
                    case GANGWAY -> ownReason;
                };
    }
}
