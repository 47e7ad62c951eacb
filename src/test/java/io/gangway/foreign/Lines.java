package io.gangway.foreign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What somebody says, line by line, for a test to wait for. Each line is taken once. */
final class Lines {
    /** Longest wait for anything that must happen; long, since other things may run on this machine. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> lines = new ArrayList<>();

    synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    /** Takes the next line when it has come. */
    String next() {
        return next("");
    }

    /** Takes the first line that starts so, when it has come; those before it stay. */
    synchronized String next(String start) {
        long end = System.nanoTime() + PATIENCE.toNanos();
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

    /** Forgets what was said and not taken. */
    synchronized void clear() {
        lines.clear();
    }
}
