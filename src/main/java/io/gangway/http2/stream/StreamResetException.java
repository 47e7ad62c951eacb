package io.gangway.http2.stream;

import java.io.IOException;
import java.io.Serial;

/** The peer has reset the stream (RFC 9113, 6.4). Its message is that of a connection that was reset. */
public final class StreamResetException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;

    public StreamResetException(int code) {
        super("Connection reset by peer");
        this.code = code;
    }

    /** The error code of the RST_STREAM frame. */
    public int code() {
        return code;
    }
}
