package io.gangway.exchange;

import java.util.Arrays;

/**
 * The known values of variables, shared by an exchange and its subrequests. Searched linearly, since there are only a
 * few.
 */
final class KnownValues {
    private static final int INITIAL_SIZE = 4;

    private int[] slots = new int[INITIAL_SIZE];
    private String[] values = new String[INITIAL_SIZE];
    private int size;

    /** The value, or null when it is not known. */
    String get(int slot) {
        int i = indexOf(slot);
        return i < 0 ? null : values[i];
    }

    void put(int slot, String value) {
        int i = indexOf(slot);
        if (i >= 0) {
            values[i] = value;
            return;
        }
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        slots[size] = slot;
        values[size++] = value;
    }

    private int indexOf(int slot) {
        for (int i = 0; i < size; i++) {
            if (slots[i] == slot) {
                return i;
            }
        }
        return -1;
    }
}
