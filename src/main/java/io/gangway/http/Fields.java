package io.gangway.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The header fields of a message: an immutable list in wire order. Names keep their case and are compared without
 * regard to it (RFC 9110, 5.1).
 */
public final class Fields implements Iterable<Field> {
    /** No fields. */
    public static final Fields EMPTY = new Fields(new String[0], 0);

    /** Names and values in turn; only the first {@code 2 * size} entries are used, and they never change. */
    private final String[] pairs;

    private final int size;

    private Fields(String[] pairs, int size) {
        this.pairs = pairs;
        this.size = size;
    }

    /** A new, empty builder. */
    public static Builder builder() {
        return new Builder(new String[24], 0);
    }

    /** The number of field lines. */
    public int size() {
        return size;
    }

    /** The name of the line at {@code i}, from 0. */
    public String name(int i) {
        return pairs[2 * i];
    }

    /** The value of the line at {@code i}, from 0. */
    public String value(int i) {
        return pairs[2 * i + 1];
    }

    /** The index of the first line with this name, at {@code from} or later; -1 when there is none. */
    public int indexOf(String name, int from) {
        for (int i = from; i < size; i++) {
            if (same(pairs[2 * i], name)) {
                return i;
            }
        }
        return -1;
    }

    /** The value of the first line with this name, or null. */
    public String get(String name) {
        int i = indexOf(name, 0);
        return i < 0 ? null : value(i);
    }

    /** The values of all lines with this name, in order; empty when there are none. */
    public List<String> all(String name) {
        int i = indexOf(name, 0);
        if (i < 0) {
            return List.of();
        }
        List<String> values = new ArrayList<>(2);
        for (; i >= 0; i = indexOf(name, i + 1)) {
            values.add(value(i));
        }
        return values;
    }

    /** Whether there is a line with this name. */
    public boolean contains(String name) {
        return indexOf(name, 0) >= 0;
    }

    /** Whether a comma-separated list, possibly over several lines, has this token, in any case. */
    public boolean hasToken(String name, String token) {
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            if (listHas(value(i), token)) {
                return true;
            }
        }
        return false;
    }

    /** A builder that starts with these fields. */
    public Builder toBuilder() {
        return new Builder(Arrays.copyOf(pairs, Math.max(24, 2 * size + 8)), size);
    }

    @Override
    public Iterator<Field> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public Field next() {
                if (next >= size) {
                    throw new NoSuchElementException();
                }
                int i = next++;
                return new Field(name(i), value(i));
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fields that
                && size == that.size
                && Arrays.equals(pairs, 0, 2 * size, that.pairs, 0, 2 * size);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < 2 * size; i++) {
            hash = 31 * hash + pairs[i].hashCode();
        }
        return hash;
    }

    /** The lines as on the wire, each ended by LF; for logs and tests. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size; i++) {
            text.append(name(i)).append(": ").append(value(i)).append('\n');
        }
        return text.toString();
    }

    /** Most names are interned, so identity is tried first. */
    private static boolean same(String a, String b) {
        return a == b || a.length() == b.length() && a.equalsIgnoreCase(b);
    }

    private static boolean listHas(String list, String token) {
        int length = list.length();
        for (int start = 0; start <= length; ) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? length : comma;
            int from = start;
            int to = end;
            while (from < to && blank(list.charAt(from))) {
                from++;
            }
            while (to > from && blank(list.charAt(to - 1))) {
                to--;
            }
            if (to - from == token.length() && list.regionMatches(true, from, token, 0, token.length())) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Collects fields. For one thread; can be used again after {@link #build()}. */
    public static final class Builder {
        private String[] pairs;
        private int size;

        /** Set when a built list shares {@link #pairs}: the next change copies first. */
        private boolean shared;

        private Builder(String[] pairs, int size) {
            this.pairs = pairs;
            this.size = size;
        }

        /** The number of lines so far. */
        public int size() {
            return size;
        }

        /** Adds a line at the end. */
        public Builder add(String name, String value) {
            if (name == null || value == null) {
                throw new NullPointerException("field " + name + ": " + value + " (expected: not null)");
            }
            if (shared || 2 * size == pairs.length) {
                pairs = Arrays.copyOf(pairs, Math.max(24, 4 * size));
                shared = false;
            }
            pairs[2 * size] = name;
            pairs[2 * size + 1] = value;
            size++;
            return this;
        }

        /** Adds all lines of another list. */
        public Builder addAll(Fields fields) {
            for (int i = 0; i < fields.size(); i++) {
                add(fields.name(i), fields.value(i));
            }
            return this;
        }

        /** Adds all lines of another list before the present ones. */
        public Builder addAllFirst(Fields fields) {
            String[] all = Arrays.copyOf(fields.pairs, 2 * (fields.size() + size) + 8);
            System.arraycopy(pairs, 0, all, 2 * fields.size(), 2 * size);
            pairs = all;
            size += fields.size();
            shared = false;
            return this;
        }

        /** Replaces the value of a line. */
        public Builder set(int index, String value) {
            own();
            pairs[2 * index + 1] = value;
            return this;
        }

        /** Replaces all lines of this name by one; it stands where the first was, or at the end. */
        public Builder set(String name, String value) {
            int first = new Fields(pairs, size).indexOf(name, 0);
            if (first < 0) {
                return add(name, value);
            }
            removeFrom(name, first + 1);
            own();
            pairs[2 * first] = name;
            pairs[2 * first + 1] = value;
            return this;
        }

        /** Removes all lines of this name. */
        public Builder remove(String name) {
            removeFrom(name, 0);
            return this;
        }

        /** The fields collected so far. */
        public Fields build() {
            shared = true;
            return size == 0 ? EMPTY : new Fields(pairs, size);
        }

        private void removeFrom(String name, int from) {
            int to = new Fields(pairs, size).indexOf(name, from);
            if (to < 0) {
                return;
            }
            own();
            for (int i = to; i < size; i++) {
                if (!same(pairs[2 * i], name)) {
                    pairs[2 * to] = pairs[2 * i];
                    pairs[2 * to + 1] = pairs[2 * i + 1];
                    to++;
                }
            }
            size = to;
        }

        private void own() {
            if (shared) {
                pairs = pairs.clone();
                shared = false;
            }
        }
    }
}
