package io.gangway.loop;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The timers of one loop: a binary heap by the time at which each is looked at. Arming a timer later than before, the usual
 * case, only writes a field; it is moved when its old time comes.
 */
final class TimerQueue {
    private static final long NANOS = 1_000_000L;

    private Entry[] heap = new Entry[64];
    private int size;

    /** A timer; {@code index} is its place in the heap or -1. */
    private final class Entry implements Timer {
        private final Runnable expired;
        private final LongSupplier clock;
        private int index = -1;
        private long looked;
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
                looked = deadline;
                add(this);
            } else if (deadline - looked < 0) {
                looked = deadline;
                up(index);
            }
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

    /** Milliseconds until the next timer is to be looked at, at least 0; -1 when there is none. */
    long untilNext(long now) {
        if (size == 0) {
            return -1;
        }
        long nanos = heap[0].looked - now;
        return nanos <= 0 ? 0 : (nanos + NANOS - 1) / NANOS;
    }

    /** Takes out one timer that is due and answers what it runs; null when none is. */
    Runnable due(long now) {
        while (size > 0 && heap[0].looked - now <= 0) {
            Entry entry = heap[0];
            remove(0);
            if (!entry.armed) {
                continue;
            }
            if (entry.deadline - now > 0) {
                entry.looked = entry.deadline;
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
            if (heap[parent].looked - entry.looked <= 0) {
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
            if (child + 1 < size && heap[child + 1].looked - heap[child].looked < 0) {
                child++;
            }
            if (entry.looked - heap[child].looked <= 0) {
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
