package io.gangway.cli;

import io.gangway.conf.SourceFile;
import io.gangway.errorlog.LogLevel;
import io.gangway.metrics.GenerationStats;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A loaded configuration, as the command line uses it. Called by the main thread only. */
interface Instance extends AutoCloseable {
    /** Reads and checks a configuration, without opening a port. */
    interface Reader {
        /** @throws io.gangway.conf.ConfException if nginx would reject the file */
        Instance read(Paths paths);
    }

    /** The absolute path of the pid file; null for none. */
    Path pidFile();

    /** Whether the file sets {@code daemon on}; unlike in nginx, the default is off. */
    boolean daemon();

    /** The output of {@code -T}: each file that was read, after a line with its name. One char per byte. */
    String dump();

    /** The files of the running configuration. Thread-safe. */
    List<SourceFile> files();

    /** The generations in memory, oldest first. Thread-safe. */
    List<GenerationStats> generations();

    /** The warnings of the last load, nginx's {@code [warn]}. */
    List<String> warnings();

    /** Directives that are accepted but have no effect here. */
    List<String> noEffect();

    /** The URLs for a browser; call it after the start. */
    List<String> urls();

    /** The link of {@code --admin}; null without it. Call it after the start. */
    String console();

    /** The open log files. */
    List<Path> logFiles();

    /**
     * Opens the ports and starts serving.
     *
     * @throws StartException if a port is not available
     */
    void start();

    /** Whether another process of the same user may bind the ports, too. Thread-safe. */
    void sharePorts(boolean on);

    /**
     * Reloads the configuration.
     *
     * @throws StartException on any error, which is logged; the old configuration stays in use
     */
    void reload();

    /** Writes a line to the error log. Thread-safe. */
    void log(LogLevel level, String message);

    /** Reopens the log files. */
    void reopen();

    /** Stops accepting; completes, on any thread, when the last exchange has ended. */
    CompletionStage<Void> quit();

    /** Stops at once. */
    @Override
    void close();
}
