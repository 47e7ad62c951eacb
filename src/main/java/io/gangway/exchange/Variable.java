package io.gangway.exchange;

import io.gangway.conf.Position;
import io.gangway.errorlog.LogLevel;

/**
 * A variable of the configuration language. Defined once for a generation; its value belongs to an exchange.
 */
public final class Variable {
    /** Computes a value; null when the variable is not there for this exchange ({@code -} in a log, nothing elsewhere). */
    @FunctionalInterface
    public interface Getter {
        String get(Exchange exchange);
    }

    /** Takes a value that {@code set} gives to a variable that is more than a value ({@code $args}, {@code $limit_rate}). */
    @FunctionalInterface
    public interface Setter {
        void set(Exchange exchange, String value);
    }

    /** What becomes of a value once it is known. */
    enum Keeping {
        /** Computed each time; nobody gives it a value. */
        NEVER,
        /** Computed each time until {@code set} or a regular expression gives it a value. */
        GIVEN,
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
    private boolean wanted;
    /** Null when nobody wrote it. */
    private Position firstSeen;

    Variable(String name, int slot) {
        this.name = name;
        this.slot = slot;
    }

    /** Without the dollar sign. */
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

    /** Gives the variable a value for the rest of the exchange. */
    public void set(Exchange exchange, String value) {
        if (setter != null) {
            setter.set(exchange, value);
        } else {
            exchange.state().know(slot, value);
        }
    }

    /** What a named group of a regular expression does: no setter is asked. */
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

    /** Whether {@code set}, {@code map} and the like may name it. */
    boolean changeable() {
        return changeable;
    }

    void changeable(boolean may) {
        changeable = may;
    }

    /** Whether only {@code set} named it so far: a variable with its prefix ({@code $http_x}) gives the value before. */
    boolean weak() {
        return weak;
    }

    void weak(boolean only) {
        weak = only;
    }

    /** The first directive that names it; null when none does. */
    Position firstSeen() {
        return firstSeen;
    }

    void seenAt(Position where) {
        firstSeen = firstSeen == null ? where : firstSeen;
    }

    /** Whether the configuration names it. */
    boolean wanted() {
        return wanted;
    }

    void wanted(boolean named) {
        wanted = named;
    }
}
