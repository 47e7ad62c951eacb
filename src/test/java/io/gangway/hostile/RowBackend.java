package io.gangway.hostile;

import java.io.IOException;
import java.util.List;

/** The backend of the rows of a {@link SmugglingTable}. It responds as the present row says, and to {@code /next} with 200. */
interface RowBackend extends AutoCloseable {
    /** Starts a backend. */
    interface Starter {
        RowBackend start() throws IOException;
    }

    /** {@code 127.0.0.1:PORT}. */
    String address();

    /** Forgets what was received; the lines are the response to the row, a short one if there are none. */
    void begin(List<String> response);

    /**
     * What was received for the row, {@code <-} in front of each request; empty if nothing comes. Waits for the first
     * request.
     *
     * @param most how many requests the row may become; more fail the test
     */
    String received(int most);

    /** Fails the test unless exactly the request for {@code /next} has come since the last call of another method. */
    void assertNext();

    @Override
    void close() throws IOException;
}
