package io.gangway.config;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The values of a repeated directive while its level is read: an unmodifiable list, to which more values are joined
 * without a copy of those before, since there may be thousands. Confined to the thread that loads.
 */
final class JoinedList<T> extends AbstractList<T> implements RandomAccess {
    /** Shared with the lists that were joined from this one; only its first {@link #size} elements are in this list. */
    private final List<T> elements;

    private final int size;

    private JoinedList(List<T> elements) {
        this.elements = elements;
        size = elements.size();
    }

    static <T> JoinedList<T> of(List<T> before, List<T> next) {
        List<T> elements =
                before instanceof JoinedList<T> joined && joined.isNewest() ? joined.elements : new ArrayList<>(before);
        elements.addAll(next);
        return new JoinedList<>(elements);
    }

    private boolean isNewest() {
        return size == elements.size();
    }

    @Override
    public T get(int index) {
        return elements.get(Objects.checkIndex(index, size));
    }

    @Override
    public int size() {
        return size;
    }
}
