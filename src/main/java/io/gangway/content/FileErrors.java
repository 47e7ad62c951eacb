package io.gangway.content;

import io.gangway.conf.SystemError;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What failed while a task on the pool changed files, in nginx's wording and in order. The task owns it until it has
 * ended; then its loop writes the lines to the error log.
 */
public final class FileErrors {
    private record Line(LogLevel level, String text) {}

    private final List<Line> lines = new ArrayList<>();

    /** Adds a line. */
    public void add(LogLevel level, String text) {
        lines.add(new Line(level, text));
    }

    /**
     * Adds a line for a failed call of the operating system.
     *
     * @param call as in {@code open()}
     * @param path one char per byte
     */
    public void failed(LogLevel level, String call, String path, IOException cause) {
        add(level, call + " \"" + path + "\" failed (" + SystemError.of(cause) + ")");
    }

    /** Passes all lines on. */
    public void writeTo(BiConsumer<LogLevel, String> log) {
        lines.forEach(line -> log.accept(line.level(), line.text()));
    }
}
