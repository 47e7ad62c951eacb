package io.gangway.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the requests to one peer of an upstream, across all loops and generations. Thread-safe.
 */
public final class PeerCounts {
    private final LongAdder active = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder fails = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final LongAdder http2Connections = new LongAdder();
    private final LongAdder http2Open = new LongAdder();
    private final LongAdder streams = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final ResponseCounts responses = new ResponseCounts();
    private final Histogram headerTime = Histogram.ofRequests();
    private final CheckCounts checks = new CheckCounts();
    private final Histogram responseTime = Histogram.ofRequests();
    private volatile long selectedSeconds;

    /**
     * The peer was selected for a request.
     *
     * @param nowSeconds since 1970
     */
    public void selected(long nowSeconds) {
        active.increment();
        requests.increment();
        // The loops must not contend for a value that has not changed.
        if (selectedSeconds != nowSeconds) {
            selectedSeconds = nowSeconds;
        }
    }

    /** The peer was released after a request or a tunnel. */
    public void released() {
        active.decrement();
    }

    /** An attempt failed. */
    public void failed() {
        fails.increment();
    }

    /** The peer became unavailable by {@code max_fails}. */
    public void disabled() {
        unavailable.increment();
    }

    /**
     * A response was received, or its head in the case of an upgrade.
     *
     * @param headerMillis time from the start of the attempt to the head
     */
    public void responded(int status, long headerMillis) {
        responses.count(status);
        headerTime.record(headerMillis);
    }

    /** The response is complete. Not called for a tunnel: its life is no response time. */
    public void completed(long millis) {
        responseTime.record(millis);
    }

    /** A connection to the peer was opened, with any protocol. */
    public void connected() {
        connections.increment();
    }

    /** It is one of HTTP/2. */
    public void http2Opened() {
        http2Connections.increment();
        http2Open.increment();
    }

    /** A connection of HTTP/2 was closed. */
    public void http2Closed() {
        http2Open.decrement();
    }

    /** A stream was opened on a connection of HTTP/2. */
    public void streamOpened() {
        streams.increment();
    }

    /** A stream has ended. */
    public void streamClosed() {
        streams.decrement();
    }

    /** Bytes of an attempt or a tunnel. */
    public void transferred(long bytesSent, long bytesReceived) {
        sent.add(bytesSent);
        received.add(bytesReceived);
    }

    // ---- reading

    /** Requests and tunnels that use the peer now. */
    public long active() {
        return active.sum();
    }

    /** Attempts so far. */
    public long requests() {
        return requests.sum();
    }

    /** Attempts that failed. */
    public long fails() {
        return fails.sum();
    }

    /** How often the peer became unavailable. */
    public long unavailable() {
        return unavailable.sum();
    }

    /** Connections that were opened so far. */
    public long connections() {
        return connections.sum();
    }

    /** Those of HTTP/2. */
    public long http2Connections() {
        return http2Connections.sum();
    }

    /** Connections of HTTP/2 that are open now. */
    public long http2Open() {
        return http2Open.sum();
    }

    /** Their streams that are open now: requests and tunnels. */
    public long streams() {
        return streams.sum();
    }

    /** Bytes to the peer. */
    public long sent() {
        return sent.sum();
    }

    /** Bytes from the peer. */
    public long received() {
        return received.sum();
    }

    public ResponseCounts responses() {
        return responses;
    }

    public Histogram headerTime() {
        return headerTime;
    }

    public Histogram responseTime() {
        return responseTime;
    }

    /** The health checks of the peer. */
    public CheckCounts checks() {
        return checks;
    }

    /** When the peer was last selected, in seconds since 1970; 0 if never. */
    public long selectedSeconds() {
        return selectedSeconds;
    }

    /** Sets all counts but {@link #active} to 0. */
    public void reset() {
        requests.reset();
        fails.reset();
        unavailable.reset();
        sent.reset();
        received.reset();
        responses.reset();
        headerTime.reset();
        responseTime.reset();
        checks.reset();
    }
}
