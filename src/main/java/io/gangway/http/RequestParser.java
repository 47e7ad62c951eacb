package io.gangway.http;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads request heads, byte by byte if need be, by nginx's rules. For one connection and one thread; {@link #reset()}
 * between requests.
 */
public final class RequestParser {
    private final Limits limits;

    /** A parser with nginx's limits of the server. */
    public RequestParser(Limits limits) {
        this.limits = limits;
    }

    /**
     * Reads on. Consumes the bytes of the head and no byte after it.
     *
     * @param in what was received; heap or direct
     * @return true when the head is complete
     * @throws BadMessage when nginx would refuse the request; {@link #head()} then holds what is known
     */
    public boolean parse(ByteBuffer in) throws BadMessage {
        throw new UnsupportedOperationException("not built yet: " + limits);
    }

    /** The head, complete after {@link #parse} answered true; what is known so far otherwise; never null. */
    public RequestHead head() {
        throw new UnsupportedOperationException();
    }

    /** Whether some byte of a head was seen, empty lines before it not counted. */
    public boolean started() {
        return false;
    }

    /** What nginx logs at level info about lines that were ignored; empty mostly. */
    public List<String> notes() {
        return List.of();
    }

    /** Makes ready for the next request. */
    public void reset() {}
}
