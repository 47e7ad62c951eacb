package io.gangway.upstream.exchange;

import io.gangway.conf.SystemError;
import io.gangway.upstream.http2.ExtendedConnectException;
import io.gangway.upstream.http2.StreamFailureException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;

/** Log texts for failed upstream connections, in nginx's words. */
public final class UpstreamFailure {
    /** A connect, read or write took too long. */
    public static final String TIMED_OUT = "upstream timed out (110: Connection timed out)";

    private UpstreamFailure() {}

    /** A failed call: {@code connect() failed (111: Connection refused)}. */
    public static String of(String call, Throwable cause) {
        return call + " failed (" + SystemError.of(cause) + ")";
    }

    /** Whether the failure is a timeout. */
    public static boolean isTimeout(Throwable cause) {
        return cause instanceof SocketTimeoutException;
    }

    /** Whether no stream of HTTP/2 could be opened; the message is nginx's text. */
    static boolean isOfStream(Throwable cause) {
        return cause instanceof StreamFailureException || cause instanceof ExtendedConnectException;
    }

    /** Whether the failure only means that the peer cannot be connected to; others are logged at a higher level. */
    static boolean isUsual(Throwable cause) {
        return cause instanceof ConnectException;
    }
}
