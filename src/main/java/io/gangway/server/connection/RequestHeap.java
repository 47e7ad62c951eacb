package io.gangway.server.connection;

import io.gangway.http.BadMessageException;
import io.gangway.http.RequestHead;

/** The approximate heap that a request uses until it has ended; measured. */
public final class RequestHeap {
    /** Bytes of a request without its head. */
    static final int REQUEST = 2 << 10;

    /** Overhead of a field in bytes. */
    private static final int FIELD = 96;

    /** The response when there is no memory left for a request. */
    public static final BadMessageException EXHAUSTED =
            new BadMessageException(503, "memory for requests is not enough", "reading client request headers");

    private RequestHeap() {}

    /**
     * The heap of an HTTP/2 request, whose fields are stored once.
     *
     * @param decoded length of the decoded fields in bytes
     */
    public static long of(RequestHead head, int decoded) {
        return REQUEST + decoded + (long) FIELD * head.fields().size();
    }

    /** The heap of an HTTP/1 request, whose head is stored twice: as bytes and as strings. */
    public static long of(RequestHead head) {
        return REQUEST + 2L * head.length() + (long) FIELD * head.fields().size();
    }
}
