package io.gangway.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Calls when one of some files has changed. Looks twice a second: that works on every file system and for every editor. */
final class FileWatch {
    private static final long PERIOD_MILLIS = 500;

    private final Supplier<List<Path>> files;
    private final Runnable changed;
    /** Confined to the timer's thread after the start. */
    private List<Object> known;

    private FileWatch(Supplier<List<Path>> files, Runnable changed) {
        this.files = files;
        this.changed = changed;
        known = state();
    }

    /** @param files asked each time, for a reload may bring others */
    static void start(Supplier<List<Path>> files, Runnable changed, ScheduledExecutorService timer) {
        FileWatch watch = new FileWatch(files, changed);
        timer.scheduleWithFixedDelay(watch::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        List<Object> now = state();
        if (!now.equals(known)) {
            known = now;
            changed.run();
            known = state();
        }
    }

    private List<Object> state() {
        List<Object> state = new ArrayList<>();
        for (Path file : files.get()) {
            state.add(file);
            try {
                FileTime modified = Files.getLastModifiedTime(file);
                state.add(modified);
                state.add(Files.size(file));
            } catch (IOException e) {
                state.add("missing");
            }
        }
        return state;
    }
}
