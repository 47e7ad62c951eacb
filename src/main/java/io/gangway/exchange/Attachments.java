package io.gangway.exchange;

import java.util.Arrays;

/**
 * Values that modules attach to an exchange, a connection or a location, by {@link AttachmentKey}. Confined to the loop
 * of its owner; those of a location do not change once its generation is built.
 */
public final class Attachments {
    /** Alternating keys and values. */
    private Object[] entries = {};

    /** Returns null when there is no value. */
    @SuppressWarnings("unchecked")
    public <T> T get(AttachmentKey<T> key) {
        for (int i = 0; i < entries.length; i += 2) {
            if (entries[i] == key) {
                return (T) entries[i + 1];
            }
        }
        return null;
    }

    public <T> void put(AttachmentKey<T> key, T value) {
        for (int i = 0; i < entries.length; i += 2) {
            if (entries[i] == key) {
                entries[i + 1] = value;
                return;
            }
        }
        Object[] more = Arrays.copyOf(entries, entries.length + 2);
        more[entries.length] = key;
        more[entries.length + 1] = value;
        entries = more;
    }
}
