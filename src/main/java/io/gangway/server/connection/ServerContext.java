package io.gangway.server.connection;

import io.gangway.errorlog.LogLevel;
import io.gangway.loop.ConnectionCounts;

/** The running server as its connections see it. Safe for all loops. */
public interface ServerContext {
    /** The generation that new requests get. */
    GenerationRef running();

    /**
     * The same, retained: to be released once.
     *
     * @throws IllegalStateException when the server is closed
     */
    GenerationRef retain();

    /** Whether the process is ending, so that no connection is kept. */
    boolean isClosing();

    /** Counts one more request. */
    void requested();

    /** How many connections there are, and what they are doing. */
    ConnectionCounts counts();

    /** Writes a line to the error log of the process. */
    void log(LogLevel level, String message);

    /** A client is served from now on. */
    void opened(ServedConnection served);

    /** A client is not served any more. Idempotent. */
    void closed(ServedConnection served);
}
