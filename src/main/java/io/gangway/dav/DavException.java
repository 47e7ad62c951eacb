package io.gangway.dav;

import io.gangway.conf.SystemError;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;

/** A request that fails: the status of its response, and the line for the error log in nginx's words. */
final class DavException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final LogLevel level;

    /** @param line null if all is logged already */
    private DavException(int status, LogLevel level, String line) {
        super(line);
        this.status = status;
        this.level = level;
    }

    /** A request that is refused. */
    static DavException refused(int status, String line) {
        return new DavException(status, LogLevel.ERROR, line);
    }

    /** A failure that was logged where it happened. */
    static DavException logged() {
        return new DavException(500, null, null);
    }

    /**
     * A call of the operating system that failed.
     *
     * @param call as in {@code open()}
     * @param notFound the status for a missing file
     */
    static DavException of(String call, String path, IOException cause, int notFound) {
        int status = switch (SystemError.number(cause)) {
            case 2, 20, 36 -> notFound;
            case 1, 13 -> 403;
            case 17 -> 405;
            case 28 -> 507;
            default -> 500;
        };
        LogLevel level = status >= 500 ? LogLevel.CRIT : LogLevel.ERROR;
        return new DavException(status, level, call + " \"" + path + "\" failed (" + SystemError.of(cause) + ")");
    }

    int status() {
        return status;
    }

    /** Null without a line. */
    LogLevel level() {
        return level;
    }
}
