package io.gangway.proxy;

import io.gangway.conf.SystemError;
import java.net.ConnectException;
import java.net.SocketTimeoutException;

/** What the log says of connections that fail, in nginx's words. */
final class UpstreamFailure {
    static final String TIMED_OUT = "upstream timed out (110: Connection timed out)";

    private UpstreamFailure() {}

    /** A failed call: {@code connect() failed (111: Connection refused)}. */
    static String of(String call, Throwable cause) {
        return call + " failed (" + SystemError.of(cause) + ")";
    }

    static boolean isTimeout(Throwable cause) {
        return cause instanceof SocketTimeoutException;
    }

    /** Whether a peer that is merely not there says so; all else is worse, and logged as such. */
    static boolean isUsual(Throwable cause) {
        return cause instanceof ConnectException;
    }
}
