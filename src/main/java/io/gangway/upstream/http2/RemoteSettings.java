package io.gangway.upstream.http2;

import static io.gangway.http2.frame.ErrorCode.FLOW_CONTROL_ERROR;
import static io.gangway.http2.frame.ErrorCode.PROTOCOL_ERROR;

import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.http2.stream.FrameWriter;

/** The SETTINGS of an upstream (RFC 9113, 6.5.2). Confined to the loop of its connection. */
final class RemoteSettings {
    /** How many streams a connection may have before the upstream has said it. */
    static final int FIRST_STREAMS = 100;

    /** SETTINGS_ENABLE_CONNECT_PROTOCOL. */
    private static final int EXTENDED_CONNECT = 8;

    private final FrameWriter output;

    private int initialWindow = Frames.DEFAULT_WINDOW;
    /** The value of a SETTINGS frame that is not complete yet. */
    private int nextInitialWindow = Frames.DEFAULT_WINDOW;

    private int maxStreams = FIRST_STREAMS;
    private boolean received;
    private boolean extendedConnect;

    RemoteSettings(FrameWriter output) {
        this.output = output;
    }

    /** The initial window of a new stream. */
    int initialWindow() {
        return initialWindow;
    }

    /** How many streams may be open at the same time. */
    int maxStreams() {
        return maxStreams;
    }

    /** Whether the first SETTINGS frame has arrived. */
    boolean isReceived() {
        return received;
    }

    /** Whether extended CONNECT is allowed (RFC 8441, 3). */
    boolean allowsExtendedConnect() {
        return extendedConnect;
    }

    /** Whether it is known that extended CONNECT is not allowed. */
    boolean lacksExtendedConnect() {
        return received && !extendedConnect;
    }

    /**
     * Sets one parameter.
     *
     * @throws Http2ConnectionException for an invalid value
     */
    void set(int id, int value) throws Http2ConnectionException {
        begin();
        switch (id) {
            case Frames.HEADER_TABLE_SIZE -> output.tableSizeAnnounced();
            case Frames.MAX_CONCURRENT_STREAMS -> maxStreams = value < 0 ? Integer.MAX_VALUE : value;
            case Frames.INITIAL_WINDOW_SIZE -> {
                if (value < 0) {
                    throw new Http2ConnectionException(
                            FLOW_CONTROL_ERROR,
                            "upstream sent settings frame with too large initial window size: "
                                    + Integer.toUnsignedString(value));
                }
                nextInitialWindow = value;
            }
            case Frames.MAX_FRAME_SIZE -> {
                if (value < Frames.DEFAULT_SIZE || value > Frames.LARGEST) {
                    throw new Http2ConnectionException(
                            PROTOCOL_ERROR,
                            "upstream sent settings frame with invalid max frame size: "
                                    + Integer.toUnsignedString(value));
                }
                output.frameSize(value);
            }
            case EXTENDED_CONNECT -> extendedConnect = value == 1;
            default -> {}
        }
    }

    /** The first frame ends the limit that holds until then. */
    private void begin() {
        if (!received) {
            received = true;
            maxStreams = Integer.MAX_VALUE;
        }
    }

    /**
     * Applies a complete SETTINGS frame.
     *
     * @return the change of each stream's window, which may be negative
     */
    int apply() {
        begin();
        int delta = nextInitialWindow - initialWindow;
        initialWindow = nextInitialWindow;
        return delta;
    }
}
