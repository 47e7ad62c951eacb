package io.gangway.exchange;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.conf.KnownDirectives;
import io.gangway.conf.Node;
import io.gangway.conf.Position;
import io.gangway.exchange.Variable.Keeping;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * All variables of one generation. As in nginx, a name may be used before it is defined; {@link #link()} reports
 * undefined names.
 */
public final class Variables {
    private final Map<String, Variable> byName = new LinkedHashMap<>();
    private final Map<String, Function<String, Variable.Getter>> byPrefix = new HashMap<>();

    /**
     * The variable of that name, which may be defined later. Names are case-insensitive, as in nginx.
     *
     * @param where the directive that uses it
     */
    public Variable refer(String name, Position where) {
        Variable variable = refer(name);
        variable.seenAt(where);
        return variable;
    }

    /** Same as {@link #refer(String, Position)}, for a use that is not in the file. */
    Variable refer(String name) {
        Variable variable = named(name);
        variable.used(true);
        return variable;
    }

    /** Whether the configuration uses the variable. */
    boolean isUsed(String name) {
        return named(name).used();
    }

    private Variable named(String name) {
        return byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new Variable(n, byName.size()));
    }

    // ---- definitions by modules

    /** Defines a variable that is computed on each use. */
    public void define(String name, Variable.Getter getter) {
        named(name).define(getter, null, Keeping.NEVER);
    }

    /** Defines a variable that is computed once for an exchange ({@code $request_id}). */
    public void defineCached(String name, Variable.Getter getter) {
        named(name).define(getter, null, Keeping.ALWAYS);
    }

    /** Defines a computed variable that {@code set} may change. */
    public void define(String name, Variable.Getter getter, Variable.Setter setter) {
        Variable variable = named(name);
        variable.define(getter, setter, Keeping.NEVER);
        variable.changeable(true);
    }

    /** Defines all names with that prefix; the function receives the rest of the name. */
    public void definePrefix(String prefix, Function<String, Variable.Getter> getter) {
        byPrefix.put(prefix, getter);
    }

    // ---- definitions by a configuration

    /**
     * Defines a variable computed by a directive ({@code map}). {@code volatileValue}: on each use, else once for an
     * exchange.
     *
     * @param node the directive, for errors
     * @throws ConfException when nginx has a built-in variable of that name that cannot be changed
     */
    public Variable declare(Node node, String name, Variable.Getter getter, boolean volatileValue) {
        Variable variable = changeable(node, name);
        variable.define(getter, null, volatileValue ? Keeping.ASSIGNED : Keeping.ALWAYS);
        variable.weak(false);
        return variable;
    }

    /**
     * Defines a variable that {@code set} assigns.
     *
     * @param node the directive, for errors
     * @param uninitialized its value before the assignment
     * @throws ConfException when nginx has a built-in variable of that name that cannot be changed
     */
    public Variable settable(Node node, String name, Variable.Getter uninitialized) {
        Variable variable = changeable(node, name);
        if (!variable.defined()) {
            variable.define(uninitialized, null, Keeping.ALWAYS);
            variable.weak(true);
        }
        return variable;
    }

    /**
     * Defines a variable that a named group of a regular expression assigns; it has no value before.
     *
     * @param node the directive, for errors
     * @throws ConfException when nginx has a built-in variable of that name that cannot be changed
     */
    public Variable captured(Node node, String name) {
        Variable variable = changeable(node, name);
        variable.define(exchange -> null, null, Keeping.ALWAYS);
        variable.weak(false);
        return variable;
    }

    private Variable changeable(Node node, String name) {
        if (name.isEmpty()) {
            throw ConfErrors.at(node, "invalid variable name \"$\"");
        }
        Variable variable = refer(name, node.end());
        if (variable.defined() && !variable.changeable()) {
            throw ConfErrors.at(node, "the duplicate \"" + name + "\" variable");
        }
        variable.changeable(true);
        return variable;
    }

    /** The getter for a name that is only known at run time, or null. Safe for all threads after {@link #link()}. */
    Variable.Getter find(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Variable variable = byName.get(lower);
        return variable != null ? variable::get : prefixed(lower);
    }

    /**
     * Ends the definitions.
     *
     * @throws ConfException for a variable that is used but not defined
     */
    public void link() {
        for (Variable variable : byName.values()) {
            if (!variable.defined() || variable.weak()) {
                Variable.Getter getter = prefixed(variable.name());
                if (getter != null) {
                    variable.define(getter, null, variable.weak() ? Keeping.ASSIGNED : Keeping.NEVER);
                } else if (!variable.defined()) {
                    throw unknown(variable);
                }
            }
        }
    }

    private ConfException unknown(Variable variable) {
        List<String> defined = byName.values().stream()
                .filter(Variable::defined)
                .map(Variable::name)
                .toList();
        String hint = KnownDirectives.nearest(variable.name(), defined)
                .map(nearest -> "did you mean \"$" + nearest + "\"?")
                .orElse(null);
        return new ConfException("unknown \"" + variable.name() + "\" variable", null, hint).at(variable.firstSeen());
    }

    /** The longest matching prefix wins. */
    private Variable.Getter prefixed(String name) {
        String longest = null;
        for (String prefix : byPrefix.keySet()) {
            if (name.startsWith(prefix) && (longest == null || prefix.length() > longest.length())) {
                longest = prefix;
            }
        }
        return longest == null ? null : byPrefix.get(longest).apply(name.substring(longest.length()));
    }
}
