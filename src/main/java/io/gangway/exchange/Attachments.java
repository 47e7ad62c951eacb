package io.gangway.exchange;

import java.util.Arrays;

/**
 * Values that modules attach to an exchange, a connection or a location, by {@link AttachmentKey}. Confined to the loop
 * of its owner; those of a location do not change once its generation is built.
 */
public final class Attachments {
    /** Alternating keys and values. */
    private Object[] kept = {};

    /** Returns null when there is no value. */
    @SuppressWarnings("unchecked")
    public <T> T get(AttachmentKey<T> key) {
        for (int i = 0; i < kept.length; i += 2) {
            if (kept[i] == key) {
                return (T) kept[i + 1];
            }
        }
        return null;
    }

    public <T> void put(AttachmentKey<T> key, T value) {
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
