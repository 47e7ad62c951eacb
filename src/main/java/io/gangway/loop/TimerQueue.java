package io.gangway.loop;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The timers of one loop: a binary heap ordered by the time at which each is checked. Arming a timer to a later time,
 * the usual case, only writes a field; the timer is moved when its old time comes.
 */
final class TimerQueue {
    private static final long NANOS = 1_000_000L;

    private Entry[] heap = new Entry[64];
    private int size;

    /** A timer; {@code index} is its position in the heap or -1. */
    private final class Entry implements Timer {
        private final Runnable expired;
        private final LongSupplier clock;
        private int index = -1;
        private long checked;
        private long deadline;
        private boolean armed;

        Entry(Runnable expired, LongSupplier clock) {
            this.expired = expired;
            this.clock = clock;
        }

        @Override
        public void arm(long millis) {
            deadline = clock.getAsLong() + millis * NANOS;
            armed = true;
            if (index < 0) {
                checked = deadline;
                add(this);
            } else if (deadline - checked < 0) {
                checked = deadline;
                up(index);
            }
        }

        @Override
        public long untilMillis() {
            return armed ? Math.max(0, (deadline - clock.getAsLong()) / NANOS) : 0;
        }

        @Override
        public void cancel() {
            armed = false;
            if (index >= 0) {
                remove(index);
            }
        }
    }

    Timer timer(Runnable expired, LongSupplier clock) {
        return new Entry(expired, clock);
    }

    /** Milliseconds until the next timer must be checked, at least 0; -1 when there is none. */
    long untilNext(long now) {
        if (size == 0) {
            return -1;
        }
        long nanos = heap[0].checked - now;
        return nanos <= 0 ? 0 : (nanos + NANOS - 1) / NANOS;
    }

    /** Removes one timer that has expired and returns its task; null when none has. */
    Runnable due(long now) {
        while (size > 0 && heap[0].checked - now <= 0) {
            Entry entry = heap[0];
            remove(0);
            if (!entry.armed) {
                continue;
            }
            if (entry.deadline - now > 0) {
                entry.checked = entry.deadline;
                add(entry);
                continue;
            }
            entry.armed = false;
            return entry.expired;
        }
        return null;
    }

    private void add(Entry entry) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        place(entry, size++);
        up(entry.index);
    }

    private void remove(int index) {
        Entry entry = heap[index];
        Entry last = heap[--size];
        heap[size] = null;
        entry.index = -1;
        if (last != entry) {
            place(last, index);
            up(index);
            down(last.index);
        }
    }

    private void up(int from) {
        int index = from;
        Entry entry = heap[index];
        while (index > 0) {
            int parent = (index - 1) / 2;
            if (heap[parent].checked - entry.checked <= 0) {
                break;
            }
            place(heap[parent], index);
            index = parent;
        }
        place(entry, index);
    }

    private void down(int from) {
        int index = from;
        Entry entry = heap[index];
        while (true) {
            int child = 2 * index + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && heap[child + 1].checked - heap[child].checked < 0) {
                child++;
            }
            if (entry.checked - heap[child].checked <= 0) {
                break;
            }
            place(heap[child], index);
            index = child;
        }
        place(entry, index);
    }

    private void place(Entry entry, int index) {
        heap[index] = entry;
        entry.index = index;
    }
}
