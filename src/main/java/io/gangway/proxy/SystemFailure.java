package io.gangway.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;

/** What failed connections say, in nginx's words. */
final class SystemFailure {
    private SystemFailure() {}

    /** A failed call: {@code connect() failed (111: Connection refused)}. */
    static String of(String call, Throwable cause) {
        return call + " failed (" + text(cause) + ")";
    }

    /** Why no connection came about, up to the action; null for a time-out. */
    static String connecting(Throwable cause) {
        if (cause instanceof SocketTimeoutException) {
            return null;
        }
        return of("connect()", cause) + " while connecting to upstream";
    }

    private static String text(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("refused")) {
            return "111: Connection refused";
        }
        if (message.contains("reset")) {
            return "104: Connection reset by peer";
        }
        if (message.contains("Broken pipe")) {
            return "32: Broken pipe";
        }
        if (message.contains("No route to host")) {
            return "113: No route to host";
        }
        if (message.contains("Network is unreachable")) {
            return "101: Network is unreachable";
        }
        if (message.contains("timed out")) {
            return "110: Connection timed out";
        }
        if (message.contains("Cannot assign requested address")) {
            return "99: Cannot assign requested address";
        }
        if (message.contains("Too many open files")) {
            return "24: Too many open files";
        }
        return cause instanceof IOException ? io.gangway.conf.SystemError.of((IOException) cause) : message;
    }
}
