package io.gangway.http2.frame;

/**
 * Measures, as nginx does, how much of what a client or an upstream sends is of no use, and ends its connection when it is
 * too much. For one connection and one thread.
 */
public final class FloodGuard {
    /** Bytes that may be of no use, in addition to eight for each useful byte. */
    private static final long IDLE_TALK = 1 << 20;

    private static final int TALK = 8;

    private static final int MAX_QUESTIONS = 1000;

    /** A second with open streams is worth so many useful bytes: a tunnel may be pinged for days. */
    private static final int SECOND = 16;

    private static final long NANOS = 1_000_000_000L;

    private final int maxConcurrentStreams;
    private int opened;
    private int refused;
    private int prioritiesLeft;
    private int idleReads;
    private int questions;
    private long total;
    private long useful;

    /** Until when the time was counted. */
    private long countedNanos;

    /**
     * @param nanoTime now
     */
    public FloodGuard(int maxConcurrentStreams, long nanoTime) {
        this.maxConcurrentStreams = maxConcurrentStreams;
        countedNanos = nanoTime;
        prioritiesLeft = atLeastHundred();
    }

    private int atLeastHundred() {
        return Math.max(maxConcurrentStreams, 100);
    }

    /**
     * A new read begins.
     *
     * @param nanoTime now
     * @param open whether streams are open
     */
    public void beginRead(long nanoTime, boolean open) {
        opened = 0;
        if (!open) {
            countedNanos = nanoTime;
            return;
        }
        long seconds = (nanoTime - countedNanos) / NANOS;
        if (seconds > 0) {
            countedNanos += seconds * NANOS;
            useful += SECOND * seconds;
            questions = (int) Math.max(0, questions - seconds);
        }
    }

    /** A read continues after a pause: only streams count that are still open or that the client has reset. */
    public void continueRead(int open) {
        opened = Math.min(opened, open);
    }

    /** The client sends something while no stream is open. */
    public void readWhileIdle(int keepaliveRequests) throws Http2ConnectionException {
        if (idleReads++ > 10L * keepaliveRequests) {
            throw flood();
        }
    }

    /** Called before a stream is opened; false when this read has opened too many. */
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

    /** A PRIORITY frame has arrived. */
    public void priority() throws Http2ConnectionException {
        if (--prioritiesLeft == 0) {
            throw new Http2ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, "client sent too many PRIORITY frames");
        }
    }

    /** Counts a PING or SETTINGS frame of an upstream, which is answered; nginx takes 1000 of them for one request, and we one more for each second. */
    public void question(String name) throws Http2ConnectionException {
        if (questions++ > MAX_QUESTIONS) {
            throw new Http2ConnectionException(
                    ErrorCode.ENHANCE_YOUR_CALM, "upstream sent too many " + name + " frames");
        }
    }

    /** A request is sent to the upstream: it may ask again. */
    public void requested() {
        questions = 0;
    }

    /** Counts bytes of frames in either direction. */
    public void frameBytes(long bytes) {
        total += bytes;
    }

    /** Counts those of them that belong to heads and bodies. */
    public void meant(long bytes) {
        useful += bytes;
    }

    /** Throws when most of the bytes were of no use. */
    public void check() throws Http2ConnectionException {
        if (total / TALK > useful + IDLE_TALK) {
            throw flood();
        }
    }

    private static Http2ConnectionException flood() {
        return new Http2ConnectionException(ErrorCode.NO_ERROR, "http2 flood detected");
    }
}
