package io.gangway.hostile;

import java.io.IOException;
import java.util.List;

/** A client of the rows of a {@link SmugglingTable}: one connection. */
interface RowClient extends AutoCloseable {
    /** Connects to a port. */
    @FunctionalInterface
    interface Connector {
        RowClient connect(int port) throws IOException;
    }

    /**
     * Sends what the lines of a row say and describes what comes back.
     *
     * @param whole with fields and bodies
     */
    String play(List<String> lines, boolean whole) throws IOException;

    /** Requests {@code /next}; null if the connection is closed, else the status and the body. */
    String next() throws IOException;

    @Override
    void close() throws IOException;
}
