package io.gangway.core;

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

    private final String name;
    private final int slot;
    private Getter getter;
    private Setter setter;
    private boolean cached;

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
        if (!cached) {
            return getter.get(exchange);
        }
        String known = exchange.known(slot);
        if (known == null) {
            known = getter.get(exchange);
            if (known != null) {
                exchange.know(slot, known);
            }
        }
        return known;
    }

    /** Gives the variable a value for the rest of the exchange. */
    public void set(Exchange exchange, String value) {
        if (setter != null) {
            setter.set(exchange, value);
        } else {
            exchange.know(slot, value);
        }
    }

    boolean defined() {
        return getter != null;
    }

    void define(Getter newGetter, Setter newSetter, boolean newCached) {
        getter = newGetter;
        setter = newSetter;
        cached = newCached;
    }

    /** Whether {@code set} may name it. */
    boolean settable() {
        return setter != null || cached;
    }
}
