package io.gangway.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The shell script that started this JVM and takes signals for it, as nginx's master does for its workers. It is known by
 * system properties that it sets.
 *
 * @param pid its process, or this JVM's own when there is no launcher
 * @param present whether there is one
 * @param background whether this is the second start, in the background already
 */
record Launcher(long pid, boolean present, boolean background) {
    /** The status with which a JVM asks its launcher to start it again in the background, for {@code daemon on}. */
    static final int TO_BACKGROUND = 210;

    private static final long WATCH_MILLIS = 1000;

    static Launcher fromProperties() {
        Long pid = Long.getLong("gangway.pid");
        return new Launcher(
                pid == null ? ProcessHandle.current().pid() : pid,
                pid != null,
                Boolean.getBoolean("gangway.background"));
    }

    /** Whether {@code daemon on} is still to be obeyed. */
    boolean canGoToBackground() {
        return present && !background;
    }

    /** Tells the foreground process, if one waits, that it may end; it reads what this process writes to stderr. */
    void tellReady(PrintStream err) {
        if (background) {
            err.println("gangway-ready");
        }
    }

    /** Tells it which pid file is left when this process is killed. */
    void tellPidFile(Path file) {
        String pipe = System.getProperty("gangway.tell");
        if (pipe == null) {
            return;
        }
        try (OutputStream out = new FileOutputStream(pipe)) {
            out.write((file.toAbsolutePath() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Then the file stays, as without a launcher.
            return;
        }
    }

    /** Runs {@code orphaned} once when the launcher was killed: nobody could signal this process any more. */
    void watch(Runnable orphaned) {
        if (!present) {
            return;
        }
        Thread watch = new Thread(
                () -> {
                    while (isParent()) {
                        try {
                            Thread.sleep(WATCH_MILLIS);
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                    orphaned.run();
                },
                "gangway-launcher-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** A look that failed, for want of a descriptor, is no answer; whoever lost its parent has another one. */
    private boolean isParent() {
        return ProcessHandle.current()
                .parent()
                .map(parent -> parent.pid() == pid)
                .orElse(true);
    }
}
