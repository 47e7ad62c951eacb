package io.gangway.http2;

/**
 * Measures what a client does for nothing, as nginx does, and ends its connection when that is too much. For one connection and
 * one thread.
 */
public final class FloodGuard {
    /** Bytes that are allowed for nothing, beside eight for each that says something. */
    private static final long IDLE_TALK = 1 << 20;

    private static final int TALK = 8;

    private final int maxConcurrentStreams;
    private int opened;
    private int refused;
    private int prioritiesLeft;
    private int awakenings;
    private long total;
    private long useful;

    public FloodGuard(int maxConcurrentStreams) {
        this.maxConcurrentStreams = maxConcurrentStreams;
        prioritiesLeft = atLeastHundred();
    }

    private int atLeastHundred() {
        return Math.max(maxConcurrentStreams, 100);
    }

    /** Another read begins. */
    public void turn() {
        opened = 0;
    }

    /** The read goes on after a pause: only those count that still run, or that the client has reset. */
    public void goesOn(int open) {
        opened = Math.min(opened, open);
    }

    /** It begins while nothing is under way. */
    public void awakened(int keepaliveRequests) throws Http2ConnectionException {
        if (awakenings++ > 10L * keepaliveRequests) {
            throw flood();
        }
    }

    /** A stream is to be opened; false when there were too many in this read. */
    public boolean mayOpen() {
        return opened++ < 2L * maxConcurrentStreams;
    }

    /** A stream is served. */
    public void served() {
        prioritiesLeft += maxConcurrentStreams;
    }

    /** A stream is refused. */
    public void refused() throws Http2ConnectionException {
        if (refused++ > atLeastHundred()) {
            throw new Http2ConnectionException(ErrorCode.NO_ERROR, "client sent too many refused streams");
        }
    }

    /** A PRIORITY came. */
    public void priority() throws Http2ConnectionException {
        if (--prioritiesLeft == 0) {
            throw new Http2ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, "client sent too many PRIORITY frames");
        }
    }

    /** Bytes of frames came or went. */
    public void talked(long bytes) {
        total += bytes;
    }

    /** So many of them were of heads and bodies. */
    public void meant(long bytes) {
        useful += bytes;
    }

    /** Complains when most of what was said meant nothing. */
    public void check() throws Http2ConnectionException {
        if (total / TALK > useful + IDLE_TALK) {
            throw flood();
        }
    }

    private static Http2ConnectionException flood() {
        return new Http2ConnectionException(ErrorCode.NO_ERROR, "http2 flood detected");
    }
}
