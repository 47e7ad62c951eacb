package io.gangway.upstream;

import io.gangway.http.Fields;
import io.gangway.metrics.PeerCounts;

/**
 * Records one attempt to use a peer, for {@code $upstream_*}. Owned by its request. Times are in milliseconds since the
 * start of the attempt, -1 if unknown.
 */
public final class Attempt {
    /** Separates the attempts before and after an internal redirect. */
    static final Attempt REDIRECT = new Attempt(0);

    private final long startedMillis;
    String peer;
    /** Null without a peer, and once the attempt is counted. */
    private PeerCounts counts;

    int status;
    long connectTime = -1;
    long headerTime = -1;
    long responseTime = -1;
    long received;
    long sent;
    long bodyLength;
    /** Header fields of the response; null before they are received. */
    Fields fields;

    /** Trailer fields of the response; null without any. */
    Fields trailers;

    Attempt(long nowMillis) {
        startedMillis = nowMillis;
    }

    /** Sets the name of the peer, or of the group if no peer is live. */
    public void peer(String name) {
        peer = name;
    }

    /** Sets the counters of the peer. */
    public void counts(PeerCounts ofPeer) {
        counts = ofPeer;
    }

    /** The connection is established. */
    public void connected(long nowMillis) {
        if (connectTime < 0) {
            connectTime = nowMillis - startedMillis;
        }
    }

    /** Sets the status of the response, or the one that a failed attempt counts as. */
    public void status(int status) {
        this.status = status;
    }

    /** The response head has been received. */
    public void header(long nowMillis) {
        headerTime = nowMillis - startedMillis;
        if (counts != null) {
            counts.responded(status, headerTime);
        }
    }

    /** The response is complete, or the attempt failed. Only the first call counts. */
    public void ended(long nowMillis) {
        if (responseTime < 0) {
            responseTime = nowMillis - startedMillis;
        }
    }

    /**
     * Counts the attempt for its peer when everything has been released. Only the first call counts.
     *
     * @param tunnel whether it was a tunnel, whose life is no response time
     */
    public void released(boolean tunnel) {
        if (counts == null) {
            return;
        }
        if (headerTime >= 0 && !tunnel) {
            counts.completed(responseTime);
        }
        counts.transferred(sent, received);
        counts = null;
    }

    /** Counts bytes received from the peer. */
    public void received(long bytes) {
        received += bytes;
    }

    /** Counts bytes sent to the peer. */
    public void sent(long bytes) {
        sent += bytes;
    }

    /** Counts bytes of the response body, transfer framing included. */
    public void body(long bytes) {
        bodyLength += bytes;
    }

    /** Sets the header fields of the response. */
    public void fields(Fields fields) {
        this.fields = fields;
    }

    /** Sets the trailer fields of the response. */
    public void trailers(Fields trailers) {
        this.trailers = trailers;
    }

    /** Milliseconds from the start to the end, or to now. */
    long elapsed(long nowMillis) {
        return responseTime >= 0 ? responseTime : nowMillis - startedMillis;
    }

    /** The name of the peer, or of the group if no peer is live; null before it is chosen. */
    public String peer() {
        return peer;
    }

    /** The status of the response, or the one that a failed attempt counts as; 0 before it is known. */
    public int status() {
        return status;
    }

    /** Milliseconds until the connection was established, -1 if it was not. */
    public long connectTime() {
        return connectTime;
    }

    /** Milliseconds until the response head was received, -1 if it was not. */
    public long headerTime() {
        return headerTime;
    }

    /** Milliseconds until the end, -1 before it. */
    public long responseTime() {
        return responseTime;
    }

    /** The values of a field, joined by commas; null if there is none. */
    static String field(Fields fields, String name) {
        if (fields == null) {
            return null;
        }
        int first = fields.indexOf(name, 0);
        if (first < 0) {
            return null;
        }
        int next = fields.indexOf(name, first + 1);
        return next < 0 ? fields.value(first) : String.join(", ", fields.all(name));
    }
}
