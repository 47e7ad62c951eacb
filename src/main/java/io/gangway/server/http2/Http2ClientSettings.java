package io.gangway.server.http2;

import static io.gangway.http2.frame.ErrorCode.FLOW_CONTROL_ERROR;
import static io.gangway.http2.frame.ErrorCode.PROTOCOL_ERROR;

import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.http2.stream.FrameWriter;

/** The SETTINGS of a client (RFC 9113, 6.5.2). Confined to the loop of its connection. */
final class Http2ClientSettings {
    private static final int HEADER_TABLE_SIZE = 1;
    private static final int ENABLE_PUSH = 2;

    private final FrameWriter output;

    private int initialWindow = Frames.DEFAULT_WINDOW;
    /** The value of a SETTINGS frame that is not complete yet. */
    private int nextInitialWindow = Frames.DEFAULT_WINDOW;

    Http2ClientSettings(FrameWriter output) {
        this.output = output;
    }

    /** The initial window of a new stream. */
    int initialWindow() {
        return initialWindow;
    }

    /**
     * Sets one parameter.
     *
     * @throws Http2ConnectionException for an invalid value
     */
    void set(int id, int value) throws Http2ConnectionException {
        switch (id) {
            case HEADER_TABLE_SIZE -> output.tableSizeAnnounced();
            case ENABLE_PUSH -> {
                if (Integer.compareUnsigned(value, 1) > 0) {
                    throw wrong("ENABLE_PUSH", value, PROTOCOL_ERROR);
                }
            }
            case Frames.INITIAL_WINDOW_SIZE -> {
                if (value < 0) {
                    throw wrong("INITIAL_WINDOW_SIZE", value, FLOW_CONTROL_ERROR);
                }
                nextInitialWindow = value;
            }
            case Frames.MAX_FRAME_SIZE -> {
                if (value < Frames.DEFAULT_SIZE || value > Frames.LARGEST) {
                    throw wrong("MAX_FRAME_SIZE", value, PROTOCOL_ERROR);
                }
                output.frameSize(value);
            }
            default -> {}
        }
    }

    private static Http2ConnectionException wrong(String name, int value, int code) {
        return new Http2ConnectionException(
                code,
                "client sent SETTINGS frame with incorrect " + name + " value " + Integer.toUnsignedString(value));
    }

    /**
     * Applies a complete SETTINGS frame.
     *
     * @return the change of each stream's window, which may be negative
     */
    int apply() {
        int delta = nextInitialWindow - initialWindow;
        initialWindow = nextInitialWindow;
        return delta;
    }
}
