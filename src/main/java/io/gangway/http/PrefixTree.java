package io.gangway.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the longest key with which a text begins, such as a URI. The keys are sorted; each one knows the longest other
 * key with which it begins. A search compares the text with about log2 of the number of keys and allocates nothing.
 * Immutable.
 *
 * @param <V> the type of the values
 */
public final class PrefixTree<V> {
    private final String[] keys;
    private final List<V> values;
    /** For each key, the index of the longest other key with which it begins; -1 for none. */
    private final int[] parents;

    /** Creates the tree of some keys and their values, none of which is null. */
    public PrefixTree(Map<String, V> entries) {
        Map<String, V> sorted = new TreeMap<>(entries);
        keys = sorted.keySet().toArray(new String[0]);
        values = List.copyOf(sorted.values());
        parents = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            parents[i] = prefix(keys[i], i - 1);
        }
    }

    /** The value of the longest key with which the text begins; null for none. */
    public V longest(String text) {
        int index = prefix(text, lastUpTo(text));
        return index < 0 ? null : values.get(index);
    }

    /** The values of all keys with which the text begins, the shortest first. */
    public List<V> all(String text) {
        List<V> found = new ArrayList<>();
        for (int index = prefix(text, lastUpTo(text)); index >= 0; index = parents[index]) {
            found.add(values.get(index));
        }
        Collections.reverse(found);
        return found;
    }

    /** The index of the last key that is not greater than the text; -1 for none. */
    private int lastUpTo(String text) {
        int low = 0;
        int high = keys.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (keys[middle].compareTo(text) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /**
     * The index of the longest key with which the text begins; -1 for none.
     *
     * @param last the last key that is not greater than the text. All keys between the prefix and the text begin with
     *     the prefix too, so that it is this one or one of its parents
     */
    private int prefix(String text, int last) {
        int index = last;
        if (index >= 0) {
            int shared = shared(keys[index], text);
            while (index >= 0 && keys[index].length() > shared) {
                index = parents[index];
            }
        }
        return index;
    }

    /** The number of chars at the beginning that are the same. */
    private static int shared(String key, String text) {
        int end = Math.min(key.length(), text.length());
        int length = 0;
        while (length < end && key.charAt(length) == text.charAt(length)) {
            length++;
        }
        return length;
    }
}
