package io.gangway.testing;

import java.io.IOException;

/** A running server for a {@link Site}: Gangway in this process or a real nginx. */
public interface ServerUnderTest extends AutoCloseable {

    /** The name of the server, for messages. */
    String name();

    /** The site that it serves. */
    Site site();

    /** Reloads the configuration. */
    void reload() throws IOException;

    /** Stops the server at once. */
    @Override
    void close() throws IOException;

    /** The port of {@code %{port}}. */
    default int port() {
        return site().port();
    }

    /** The port of {@code %{port:NAME}}. */
    default int port(String name) {
        return site().port(name);
    }
}
