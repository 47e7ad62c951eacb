package io.gangway.exchange;

import io.gangway.conf.Position;
import io.gangway.errorlog.LogLevel;

/**
 * A variable of the configuration language. Defined once for a generation; its value belongs to an exchange.
 */
public final class Variable {
    /** Computes a value; null when the variable has none for this exchange ({@code -} in a log, empty elsewhere). */
    @FunctionalInterface
    public interface Getter {
        String get(Exchange exchange);
    }

    /** Assigns a value by {@code set}, for a variable with a side effect ({@code $args}, {@code $limit_rate}). */
    @FunctionalInterface
    public interface Setter {
        void set(Exchange exchange, String value);
    }

    /** When a value is kept. */
    enum Keeping {
        /** Computed on each use; never assigned. */
        NEVER,
        /** Computed on each use until {@code set} or a regular expression assigns a value. */
        ASSIGNED,
        /** Computed once. */
        ALWAYS
    }

    private final String name;
    private final int slot;
    private Getter getter;
    private Setter setter;
    private Keeping keeping = Keeping.NEVER;
    private boolean changeable;
    private boolean weak;
    private boolean used;
    /** Null when no directive uses it. */
    private Position firstSeen;

    Variable(String name, int slot) {
        this.name = name;
        this.slot = slot;
    }

    /** The name without the dollar sign. */
    public String name() {
        return name;
    }

    /** The value for an exchange, or null. */
    public String get(Exchange exchange) {
        if (keeping == Keeping.NEVER) {
            return getter.get(exchange);
        }
        String known = exchange.state().known(slot);
        if (known != null) {
            return known;
        }
        if (!exchange.state().evaluate()) {
            exchange.log(LogLevel.ERROR, "cycle while evaluating variable \"" + name + "\"");
            return null;
        }
        String value;
        try {
            value = getter.get(exchange);
        } finally {
            exchange.state().evaluated();
        }
        if (value != null && keeping == Keeping.ALWAYS) {
            exchange.state().know(slot, value);
        }
        return value;
    }

    /** Assigns a value for the rest of the exchange. */
    public void set(Exchange exchange, String value) {
        if (setter != null) {
            setter.set(exchange, value);
        } else {
            exchange.state().know(slot, value);
        }
    }

    /** Assigns the value of a named group of a regular expression; bypasses the setter. */
    void capture(Exchange exchange, String value) {
        exchange.state().know(slot, value);
    }

    boolean defined() {
        return getter != null;
    }

    void define(Getter newGetter, Setter newSetter, Keeping newKeeping) {
        getter = newGetter;
        setter = newSetter;
        keeping = newKeeping;
    }

    /** Whether {@code set}, {@code map} and similar directives may define it. */
    boolean changeable() {
        return changeable;
    }

    void changeable(boolean may) {
        changeable = may;
    }

    /**
     * Whether only {@code set} has defined it so far; the initial value may then come from a prefix ({@code $http_x}).
     */
    boolean weak() {
        return weak;
    }

    void weak(boolean only) {
        weak = only;
    }

    /** The first directive that uses it, or null. */
    Position firstSeen() {
        return firstSeen;
    }

    void seenAt(Position where) {
        firstSeen = firstSeen == null ? where : firstSeen;
    }

    /** Whether the configuration uses it. */
    boolean used() {
        return used;
    }

    void used(boolean named) {
        used = named;
    }
}
