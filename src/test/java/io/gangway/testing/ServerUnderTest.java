package io.gangway.testing;

import java.io.IOException;

/** A server that runs a {@link Site}: Gangway in this process or a real nginx. Started when made. */
public interface ServerUnderTest extends AutoCloseable {

    /** Who it is, for messages. */
    String name();

    /** What it serves. */
    Site site();

    /** Makes it read its configuration again. */
    void reload() throws IOException;

    /** Stops it at once. */
    @Override
    void close() throws IOException;

    /** The port behind {@code %{port}}. */
    default int port() {
        return site().port();
    }

    /** The port behind {@code %{port:NAME}}. */
    default int port(String name) {
        return site().port(name);
    }
}
