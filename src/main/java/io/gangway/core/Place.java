package io.gangway.core;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A server level, location or {@code if} while it is composed: modules add their phases and filters to it. */
public final class Place {
    private final Scope scope;
    private final Drawing drawing;
    private final Map<Slot, List<Phase>> phases = new EnumMap<>(Slot.class);
    private final Map<FilterSlot, List<Filter>> filters = new EnumMap<>(FilterSlot.class);

    Place(Scope scope, Drawing drawing) {
        this.scope = scope;
        this.drawing = drawing;
    }

    /** The values that count here. */
    public Scope scope() {
        return scope;
    }

    public <T> T get(Directive<T> directive) {
        return scope.get(directive);
    }

    public Drawing drawing() {
        return drawing;
    }

    /** Adds a phase behind those of the same slot. */
    public Place phase(Slot slot, Phase phase) {
        phases.computeIfAbsent(slot, s -> new ArrayList<>()).add(phase);
        return this;
    }

    /** Adds a filter behind those of the same slot. */
    public Place filter(FilterSlot slot, Filter filter) {
        filters.computeIfAbsent(slot, s -> new ArrayList<>()).add(filter);
        return this;
    }

    /** The composed location of a level that a directive opened here ({@code if}, {@code limit_except}). */
    public Location inner(Scope inner) {
        return drawing.location(inner);
    }

    Phase[] phases(Slot first, Slot last) {
        return phases(first, last, slot -> true);
    }

    Phase[] phases(Slot first, Slot last, Predicate<Slot> wanted) {
        List<Phase> all = new ArrayList<>();
        phases.forEach((slot, list) -> {
            if (slot.compareTo(first) >= 0 && slot.compareTo(last) <= 0 && wanted.test(slot)) {
                all.addAll(slot == Slot.HANDLER ? list.subList(0, 1) : list);
            }
        });
        return all.toArray(Phase[]::new);
    }

    boolean has(Slot slot) {
        return phases.containsKey(slot);
    }

    Filter[] filters(Predicate<FilterSlot> wanted) {
        List<Filter> all = new ArrayList<>();
        filters.forEach((slot, list) -> {
            if (wanted.test(slot)) {
                all.addAll(list);
            }
        });
        return all.toArray(Filter[]::new);
    }
}
