package io.gangway.server.connection;

import io.gangway.http.BadMessageException;
import io.gangway.http.RequestHead;

/** What a request takes of the heap until it has ended, about; measured. */
public final class RequestHeap {
    /** Without its head. */
    static final int REQUEST = 2 << 10;

    /** A field beside its bytes. */
    private static final int FIELD = 96;

    /** The answer to a request for which there is no memory left. */
    public static final BadMessageException EXHAUSTED =
            new BadMessageException(503, "memory for requests is not enough", "reading client request headers");

    private RequestHeap() {}

    /** Of a request by HTTP/2, whose fields are there once. */
    public static long of(RequestHead head, int decoded) {
        return REQUEST + decoded + (long) FIELD * head.fields().size();
    }

    /** The bytes of a head are there twice: as they came, and as texts. */
    public static long of(RequestHead head) {
        return REQUEST + 2L * head.length() + (long) FIELD * head.fields().size();
    }
}
