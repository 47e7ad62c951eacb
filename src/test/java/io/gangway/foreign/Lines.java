package io.gangway.foreign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lines of output or events that a test can wait for. Each line is consumed once. */
final class Lines {
    /** Maximum wait for any expected event; long, since the machine may be busy. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> lines = new ArrayList<>();

    synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    /** Waits for the next line and removes it. */
    String next() {
        return next("");
    }

    /** Waits for the next line, but not for long, and removes it; null if there is none. */
    String poll() {
        try {
            return next("", Duration.ofSeconds(3));
        } catch (AssertionError silent) {
            return null;
        }
    }

    /** Waits for the first line with this prefix and removes it; earlier lines stay. */
    String next(String start) {
        return next(start, PATIENCE);
    }

    private synchronized String next(String start, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).startsWith(start)) {
                    return lines.remove(i);
                }
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("nobody said \"" + start + "…\"; what was said: " + lines);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for \"" + start + "…\"", e);
            }
        }
    }

    /** Discards all lines. */
    synchronized void clear() {
        lines.clear();
    }
}
