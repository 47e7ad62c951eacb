package io.gangway.upstream;

import io.gangway.http.Fields;

/**
 * What is known of one peer that was asked, for {@code $upstream_*}. Owned by the request that asks; times are milliseconds,
 * -1 where there is none.
 */
public final class Attempt {
    /** Stands between the attempts of one request and those after an internal redirect. */
    static final Attempt REDIRECT = new Attempt(0);

    private final long startedMillis;
    String peer;
    int status;
    long connectTime = -1;
    long headerTime = -1;
    long responseTime = -1;
    long received;
    long sent;
    long bodyLength;
    /** Of the answer; null before they are there, or when there are none. */
    Fields fields;

    Fields trailers;

    Attempt(long nowMillis) {
        startedMillis = nowMillis;
    }

    /** The name of the peer, or of the group when none is live. */
    public void peer(String name) {
        peer = name;
    }

    /** The connection is ready. */
    public void connected(long nowMillis) {
        if (connectTime < 0) {
            connectTime = nowMillis - startedMillis;
        }
    }

    /** The head of the answer is there, or the attempt failed as if with that status. */
    public void status(int newStatus) {
        status = newStatus;
    }

    public void header(long nowMillis) {
        headerTime = nowMillis - startedMillis;
    }

    /** The answer is there whole, or the attempt failed. */
    public void ended(long nowMillis) {
        if (responseTime < 0) {
            responseTime = nowMillis - startedMillis;
        }
    }

    /** More bytes came from the peer. */
    public void received(long bytes) {
        received += bytes;
    }

    /** More bytes went to the peer. */
    public void sent(long bytes) {
        sent += bytes;
    }

    /** More bytes of the answer's body came. */
    public void body(long bytes) {
        bodyLength += bytes;
    }

    /** The fields of the answer. */
    public void fields(Fields newFields) {
        fields = newFields;
    }

    /** The trailers of the answer, where it has any. */
    public void trailers(Fields newTrailers) {
        trailers = newTrailers;
    }

    /** Fields or trailers of an answer. */
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
