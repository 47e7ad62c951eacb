package io.gangway.log;

/** Lines that wait for their file: {@code buffer=} and {@code flush=} of {@code access_log}. Guarded by its file. */
final class LogBuffer {
    private final byte[] bytes;
    private final long flushMillis;
    private int waiting;

    /**
     * @param size in bytes
     * @param flushMillis how long a line may wait; 0: until the buffer is full
     */
    LogBuffer(int size, long flushMillis) {
        bytes = new byte[size];
        this.flushMillis = flushMillis;
    }

    boolean isLike(int size, long otherFlushMillis) {
        return bytes.length == size && flushMillis == otherFlushMillis;
    }

    long flushMillis() {
        return flushMillis;
    }

    boolean fits(Line line) {
        return line.length() <= bytes.length - waiting;
    }

    /** @return whether it was empty */
    boolean add(Line line) {
        boolean first = waiting == 0;
        System.arraycopy(line.array(), 0, bytes, waiting, line.length());
        waiting += line.length();
        return first;
    }

    byte[] array() {
        return bytes;
    }

    int waiting() {
        return waiting;
    }

    void clear() {
        waiting = 0;
    }
}
