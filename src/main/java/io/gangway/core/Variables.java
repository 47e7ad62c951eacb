package io.gangway.core;

import io.gangway.conf.ConfException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * All variables of one generation. A name may be used before it is defined, as in nginx; {@link #link()} finds the names that
 * nobody defined.
 */
public final class Variables {
    private final Map<String, Variable> byName = new LinkedHashMap<>();
    private final Map<String, Function<String, Variable.Getter>> byPrefix = new HashMap<>();

    /** The variable of that name, which may be defined later. Names are case-blind, as in nginx. */
    public Variable refer(String name) {
        return byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new Variable(n, byName.size()));
    }

    /** A variable whose value is computed each time. */
    public void define(String name, Variable.Getter getter) {
        refer(name).define(getter, null, false);
    }

    /** A variable whose value is computed once for an exchange and then kept ({@code map}). */
    public void defineCached(String name, Variable.Getter getter) {
        refer(name).define(getter, null, true);
    }

    /** A computed variable that {@code set} may change. */
    public void define(String name, Variable.Getter getter, Variable.Setter setter) {
        refer(name).define(getter, setter, false);
    }

    /** All names that begin so; the function gets the rest of the name. */
    public void definePrefix(String prefix, Function<String, Variable.Getter> getter) {
        byPrefix.put(prefix, getter);
    }

    /** A variable that {@code set} gives its value; empty before. */
    public Variable settable(String name) {
        Variable variable = refer(name);
        if (!variable.defined()) {
            variable.define(
                    exchange -> {
                        exchange.log(Level.WARN, "using uninitialized \"" + variable.name() + "\" variable");
                        return "";
                    },
                    null,
                    true);
        }
        return variable;
    }

    /** A variable that a named group of a regular expression gives its value; not there before. */
    public Variable captured(String name) {
        Variable variable = refer(name);
        if (!variable.defined()) {
            variable.define(exchange -> null, null, true);
        }
        return variable;
    }

    /** Whether the name is that of a variable that nginx defines and {@code set} must not touch. */
    public boolean isReadOnly(String name) {
        Variable variable = refer(name);
        return variable.defined() && !variable.settable();
    }

    /** How many values an exchange may have to remember. */
    int slots() {
        return byName.size();
    }

    /** Ends the definitions. */
    void link() {
        for (Variable variable : byName.values()) {
            if (!variable.defined()) {
                Variable.Getter getter = prefixed(variable.name());
                if (getter == null) {
                    throw new ConfException("unknown \"" + variable.name() + "\" variable", null);
                }
                variable.define(getter, null, false);
            }
        }
    }

    private Variable.Getter prefixed(String name) {
        for (Map.Entry<String, Function<String, Variable.Getter>> entry : byPrefix.entrySet()) {
            if (name.startsWith(entry.getKey())) {
                return entry.getValue().apply(name.substring(entry.getKey().length()));
            }
        }
        return null;
    }
}
