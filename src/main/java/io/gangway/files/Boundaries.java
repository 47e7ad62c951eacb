package io.gangway.files;

import java.util.concurrent.atomic.AtomicLong;

/** Gives each multipart answer of a generation a boundary of its own. Shared by all loops. */
final class Boundaries {
    private final AtomicLong serial = new AtomicLong();

    /** Twenty digits, as nginx has them. */
    String next() {
        return String.format("%020d", serial.incrementAndGet());
    }
}
