package io.gangway.control;

import io.gangway.conf.SourceFile;
import java.util.List;

/** What the Control API shows and does. Thread-safe; calls may block. */
public interface Controlled {
    /** The files of the running configuration. */
    List<SourceFile> files();

    /** One entry for each configuration in memory, oldest first: whether it only waits for its last requests. */
    List<Boolean> exiting();

    /** Reloads the configuration; returns when that is done. */
    ReloadResult reload() throws InterruptedException;

    /**
     * The result of a reload.
     *
     * @param succeeded false when the previous configuration stays in use
     * @param logs errors and warnings: {@code [emerg] unknown directive "x" in /etc/nginx.conf:3}
     */
    record ReloadResult(boolean succeeded, List<String> logs) {}
}
