package io.gangway.websocket;

import io.gangway.websocket.frame.FrameTracker;
import java.util.Locale;

/** The state of a WebSocket tunnel: the frames of each side, and who closed it. Confined to its loop. */
final class TunnelState {
    private final FrameTracker client;
    private final FrameTracker upstream;

    private Side closedBy;
    /** The code of our close frame, when it was the first. */
    private int ownCode;

    private boolean closedBreak;

    private String ownReason;

    TunnelState(FrameTracker client, FrameTracker upstream) {
        this.client = client;
        this.upstream = upstream;
    }

    /** Tracks the frames from the client. */
    FrameTracker client() {
        return client;
    }

    /** Tracks the frames from the upstream. */
    FrameTracker upstream() {
        return upstream;
    }

    /** A close frame has passed; only the first call counts. */
    void closedBy(Side side) {
        if (closedBy == null) {
            closedBy = side;
        }
    }

    /** Records that we close, unless another side has closed before; {@code code} is the one for the client. */
    void close(int code, String reason) {
        if (closedBy == null) {
            closedBy = Side.GANGWAY;
            ownCode = code;
            ownReason = reason;
        }
    }

    /** Records that we close because a leg was lost, unless a side has closed before. */
    void closeBreak(int code) {
        closedBreak |= closedBy == null;
        close(code, "");
    }

    /** Whether we sent the first close frame, because a leg was lost. */
    boolean closedBreak() {
        return closedBreak;
    }

    boolean bothClosed() {
        return client.isClosed() && upstream.isClosed();
    }

    /** {@code client}, {@code upstream} or {@code gangway}; null without a close frame. */
    String closedBy() {
        return closedBy == null ? null : closedBy.name().toLowerCase(Locale.ROOT);
    }

    /** The code of the first close frame; 0 without one. */
    int closeCode() {
        return closedBy == null
                ? 0
                : switch (closedBy) {
                    case CLIENT -> client.closeCode();
                    case UPSTREAM -> upstream.closeCode();
                    case GANGWAY -> ownCode;
                };
    }

    /** The reason of the first close frame, one char per byte; null without one. */
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
