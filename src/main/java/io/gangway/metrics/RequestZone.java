package io.gangway.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the requests of a {@code status_zone}: of servers, or of locations. All servers, or all locations, with the
 * same name share one; it survives reloads. Thread-safe.
 */
public final class RequestZone {
    private final String name;

    /** Null until the first request, so that a zone without requests is small. */
    private volatile Counts counts;

    private final LongAdder processing = new LongAdder();

    /** What {@link #reset} sets to 0. */
    private static final class Counts {
        private final LongAdder requests = new LongAdder();
        private final LongAdder discarded = new LongAdder();
        private final LongAdder received = new LongAdder();
        private final LongAdder sent = new LongAdder();
        private final ResponseCounts responses = new ResponseCounts();
        private final Histogram duration = Histogram.ofRequests();
        private final TlsCounts tls = new TlsCounts();
    }

    public RequestZone(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    private Counts counts() {
        Counts known = counts;
        return known != null ? known : first();
    }

    private synchronized Counts first() {
        if (counts == null) {
            counts = new Counts();
        }
        return counts;
    }

    // ---- counting, in this order

    /** A request has arrived. */
    public void began() {
        counts().requests.increment();
        processing.increment();
    }

    /**
     * A response was sent, or its head in the case of an upgrade: a tunnel's life is no request duration.
     *
     * @param millis since the first byte of the request's head
     */
    public void responded(int status, long millis) {
        Counts now = counts();
        now.responses.count(status);
        now.duration.record(millis);
    }

    /** A request is about to end without a response. */
    public void discarded() {
        counts().discarded.increment();
    }

    /** A request, or its tunnel, has ended, with these numbers of bytes of the client. */
    public void ended(long received, long sent) {
        Counts now = counts();
        now.received.add(received);
        now.sent.add(sent);
        processing.decrement();
    }

    // ---- reading

    /** Whether there were any requests or handshakes. */
    public boolean isUsed() {
        return counts != null;
    }

    /** Requests that have begun and not ended, including tunnels. */
    public long processing() {
        return processing.sum();
    }

    /** Requests that have begun. */
    public long requests() {
        return counts().requests.sum();
    }

    /** Requests that ended without a response. */
    public long discardedRequests() {
        return counts().discarded.sum();
    }

    /** Bytes from clients. */
    public long received() {
        return counts().received.sum();
    }

    /** Bytes to clients. */
    public long sent() {
        return counts().sent.sum();
    }

    public ResponseCounts responses() {
        return counts().responses;
    }

    /** Time from the first byte of a request's head to the end of its response; of an upgrade to the 101. */
    public Histogram duration() {
        return counts().duration;
    }

    /** Handshakes for the servers of this zone; always 0 for locations. */
    public TlsCounts tls() {
        return counts().tls;
    }

    /** Sets all counts but {@link #processing} to 0. A request that is counted at the same time may be lost. */
    public synchronized void reset() {
        counts = null;
    }
}
