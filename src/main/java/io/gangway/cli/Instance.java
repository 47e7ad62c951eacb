package io.gangway.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What the command line needs of a configuration that was read. One thread, the process's main thread, calls it. */
interface Instance extends AutoCloseable {
    /** Reads and checks, without opening a port. */
    interface Reader {
        /** @throws io.gangway.conf.ConfException when nginx would refuse the file */
        Instance read(Paths paths);
    }

    /** What {@code pid} names, as an absolute path; null when there shall be no pid file. */
    Path pidFile();

    /** Whether the file says {@code daemon on}; unlike in nginx, silence means off. */
    boolean daemon();

    /** What {@code -T} prints: each file that was read, under a line with its name. One char per byte. */
    String dump();

    /** Remarks that were made while it was read, nginx's {@code [warn]}. */
    List<String> warnings();

    /** Directives that are accepted and have no effect here. */
    List<String> noEffect();

    /** The URLs at which a browser finds what is served; once it has started. */
    List<String> urls();

    /** The log files that are open. */
    List<Path> logFiles();

    /**
     * Opens the ports and serves.
     *
     * @throws StartException when a port can't be had
     */
    void start();

    /**
     * Reads again.
     *
     * @throws StartException on any error, which is logged; the old configuration goes on
     */
    void reload();

    /** Opens the log files again. */
    void reopen();

    /** Accepts no more; completed, on any thread, when the last exchange has ended. */
    CompletionStage<Void> quit();

    /** Stops at once. */
    @Override
    void close();
}
