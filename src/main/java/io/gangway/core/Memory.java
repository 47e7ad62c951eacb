package io.gangway.core;

import io.gangway.regex.Match;
import java.util.Arrays;

/** What an exchange remembers: the last match, values of variables, and what rooms keep. Owned by its exchange. */
final class Memory {
    /** More variables inside one another than this are a cycle. */
    private static final int MOST_EVALUATIONS = 100;

    private static final int[] NONE = {};

    private Match captures;
    /** Slots of variables whose values are known; few of many, so they are looked through. */
    private int[] slots = NONE;

    private String[] values;
    private int size;
    private int evaluating;
    /** Keys and values in turn. */
    private Object[] kept = {};

    void captures(Match match) {
        captures = match;
    }

    String capture(int group) {
        String value = captures == null ? null : captures.group(group);
        return value == null ? "" : value;
    }

    boolean evaluate() {
        if (evaluating == MOST_EVALUATIONS) {
            return false;
        }
        evaluating++;
        return true;
    }

    void evaluated() {
        evaluating--;
    }

    /** The value of a variable, null when it is not known. */
    String known(int slot) {
        int i = indexOf(slot);
        return i < 0 ? null : values[i];
    }

    void know(int slot, String value) {
        int i = indexOf(slot);
        if (i >= 0) {
            values[i] = value;
            return;
        }
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, Math.max(4, 2 * size));
            values = values == null ? new String[4] : Arrays.copyOf(values, 2 * size);
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

    @SuppressWarnings("unchecked")
    <T> T get(Key<T> key) {
        for (int i = 0; i < kept.length; i += 2) {
            if (kept[i] == key) {
                return (T) kept[i + 1];
            }
        }
        return null;
    }

    <T> void put(Key<T> key, T value) {
        for (int i = 0; i < kept.length; i += 2) {
            if (kept[i] == key) {
                kept[i + 1] = value;
                return;
            }
        }
        Object[] more = Arrays.copyOf(kept, kept.length + 2);
        more[kept.length] = key;
        more[kept.length + 1] = value;
        kept = more;
    }
}
