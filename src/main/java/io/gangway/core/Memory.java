package io.gangway.core;

import io.gangway.regex.Match;
import java.util.Arrays;

/** What an exchange remembers: the last match, values of variables, and what rooms keep. Owned by its exchange. */
final class Memory {
    /** More variables inside one another than this are a cycle. */
    private static final int MOST_EVALUATIONS = 100;

    private Match captures;
    /** Null until there is one. */
    private KnownValues values;

    private int evaluating;
    /** Keys and values in turn. */
    private Object[] kept = {};

    Memory() {}

    /** That of a subrequest: values of variables are those of its parent, as in nginx; the rest is its own. */
    Memory(Memory parent) {
        if (parent.values == null) {
            parent.values = new KnownValues();
        }
        values = parent.values;
    }

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
        return values == null ? null : values.get(slot);
    }

    void know(int slot, String value) {
        if (values == null) {
            values = new KnownValues();
        }
        values.put(slot, value);
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
