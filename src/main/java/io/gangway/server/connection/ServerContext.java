package io.gangway.server.connection;

import io.gangway.errorlog.LogLevel;
import io.gangway.metrics.ConnectionCounts;
import io.gangway.metrics.TlsCounts;

/** The running server as its connections use it. Thread-safe. */
public interface ServerContext {
    /** The generation of new requests. */
    GenerationRef running();

    /**
     * The generation of new requests, retained: the caller must release it once.
     *
     * @throws IllegalStateException when the server is closed
     */
    GenerationRef retain();

    /** Whether the process is going to stop: it still accepts connections, unless {@link #isClosing}. */
    boolean isLeaving();

    /** Whether the process is stopping, so that connections are not kept open. */
    boolean isClosing();

    /** The TLS handshakes of clients. */
    TlsCounts tls();

    /** Counts a request. */
    void requested();

    /** The number of connections by state. */
    ConnectionCounts counts();

    /** Writes a line to the error log of the process. */
    void log(LogLevel level, String message);

    /** Registers a client connection. */
    void opened(ServedConnection served);

    /** Removes a client connection. Idempotent. */
    void closed(ServedConnection served);
}
