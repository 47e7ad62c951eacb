package io.gangway.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The shell script that started this JVM and receives its signals, like nginx's master process. It identifies itself by
 * system properties.
 *
 * @param pid its process ID, or this JVM's own without a launcher
 * @param present whether there is one
 * @param background whether this is the second start, already in the background
 */
record Launcher(long pid, boolean present, boolean background) {
    /** The exit status that asks the launcher to start this JVM again in the background, for {@code daemon on}. */
    static final int TO_BACKGROUND = 210;

    private static final long WATCH_MILLIS = 1000;

    static Launcher fromProperties() {
        Long pid = Long.getLong("gangway.pid");
        return new Launcher(
                pid == null ? ProcessHandle.current().pid() : pid,
                pid != null,
                Boolean.getBoolean("gangway.background"));
    }

    /** Whether {@code daemon on} still has to be carried out. A replacement runs where the replaced process does. */
    boolean canGoToBackground() {
        return present && !background && Replacement.fromProperties() == null;
    }

    /** Tells a waiting foreground process that it may exit, since it reads this process's stderr; and systemd. */
    void reportReady(PrintStream err) {
        if (background) {
            err.println("gangway-ready");
        }
        Systemd.notifyReady(pid);
    }

    /** Tells the launcher which pid file to remove if this process is killed. */
    void reportPidFile(Path file) {
        String pipe = System.getProperty("gangway.tell");
        if (pipe == null) {
            return;
        }
        try (OutputStream out = new FileOutputStream(pipe)) {
            out.write((file.toAbsolutePath() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The file will stay, as without a launcher.
            return;
        }
    }

    /** Runs {@code orphaned} once if the launcher is killed: this process could no longer receive signals. */
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

    /**
     * True also if the parent is unknown, for example without free descriptors: an orphan has another parent, not none.
     */
    private boolean isParent() {
        return ProcessHandle.current()
                .parent()
                .map(parent -> parent.pid() == pid)
                .orElse(true);
    }
}
