package io.gangway;

import java.nio.file.Path;

/**
 * One nginx configuration, running. The embedding API: read a file, start it, ask for its ports, reload, close.
 *
 * <p>Two instances in one JVM do not know each other. Instances are safe for use by several threads.
 */
public final class Gangway implements AutoCloseable {
    private Gangway() {}

    /**
     * Reads and checks a configuration file, without opening a port.
     *
     * @param file the configuration, as {@code nginx -c} takes it
     * @throws io.gangway.conf.ConfException when nginx would refuse the file
     */
    public static Gangway read(Path file) {
        throw new UnsupportedOperationException("not built yet: " + file);
    }

    /** Opens the ports and serves; returns when connections are accepted. */
    public Gangway start() {
        return this;
    }

    /** Reads the same file again and replaces the running generation; on any error the old one goes on. */
    public void reload() {}

    /** Stops at once: ports are closed, connections aborted, threads ended. Idempotent. */
    @Override
    public void close() {}
}
