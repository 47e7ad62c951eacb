package io.gangway.files;

import java.util.concurrent.atomic.AtomicLong;

/** Generates a unique boundary for each multipart response of a generation. Shared by all loops. */
final class Boundaries {
    private final AtomicLong serial = new AtomicLong();

    /** Twenty digits, as in nginx. */
    String next() {
        return String.format("%020d", serial.incrementAndGet());
    }
}
