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
 * All variables of one generation. A name may be used before it is defined, as in nginx; {@link #link()} finds the names that
 * nobody defined.
 */
public final class Variables {
    private final Map<String, Variable> byName = new LinkedHashMap<>();
    private final Map<String, Function<String, Variable.Getter>> byPrefix = new HashMap<>();

    /**
     * The variable of that name, which may be defined later. Names are case-blind, as in nginx.
     *
     * @param where the directive that names it
     */
    public Variable refer(String name, Position where) {
        Variable variable = refer(name);
        variable.seenAt(where);
        return variable;
    }

    /** The same, where nobody wrote it. */
    Variable refer(String name) {
        Variable variable = named(name);
        variable.wanted(true);
        return variable;
    }

    /** Whether the configuration names it. */
    boolean isWanted(String name) {
        return named(name).wanted();
    }

    private Variable named(String name) {
        return byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new Variable(n, byName.size()));
    }

    // ---- what modules bring

    /** A variable whose value is computed each time. */
    public void define(String name, Variable.Getter getter) {
        named(name).define(getter, null, Keeping.NEVER);
    }

    /** A variable whose value is computed once for an exchange and then kept ({@code $request_id}). */
    public void defineCached(String name, Variable.Getter getter) {
        named(name).define(getter, null, Keeping.ALWAYS);
    }

    /** A computed variable that {@code set} may change. */
    public void define(String name, Variable.Getter getter, Variable.Setter setter) {
        Variable variable = named(name);
        variable.define(getter, setter, Keeping.NEVER);
        variable.changeable(true);
    }

    /** All names that begin so; the function gets the rest of the name. */
    public void definePrefix(String prefix, Function<String, Variable.Getter> getter) {
        byPrefix.put(prefix, getter);
    }

    // ---- what a configuration brings

    /**
     * A variable that a directive computes ({@code map}). {@code volatileValue}: each time anew, else once for an exchange.
     *
     * @param node the directive, for errors
     * @throws ConfException when nginx has a variable of that name that nobody may change
     */
    public Variable declare(Node node, String name, Variable.Getter getter, boolean volatileValue) {
        Variable variable = changeable(node, name);
        variable.define(getter, null, volatileValue ? Keeping.GIVEN : Keeping.ALWAYS);
        variable.weak(false);
        return variable;
    }

    /**
     * A variable that {@code set} gives its value.
     *
     * @param node the directive, for errors
     * @param uninitialized what it is before
     * @throws ConfException when nginx has a variable of that name that nobody may change
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
     * A variable that a named group of a regular expression gives its value; not there before.
     *
     * @param node the directive, for errors
     * @throws ConfException when nginx has a variable of that name that nobody may change
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

    /** What a name means that comes while requests run; null for nothing. Safe for all threads once {@link #link()} was called. */
    Variable.Getter find(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Variable variable = byName.get(lower);
        return variable != null ? variable::get : prefixed(lower);
    }

    /** Ends the definitions. */
    public void link() {
        for (Variable variable : byName.values()) {
            if (!variable.defined() || variable.weak()) {
                Variable.Getter getter = prefixed(variable.name());
                if (getter != null) {
                    variable.define(getter, null, variable.weak() ? Keeping.GIVEN : Keeping.NEVER);
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
        return new ConfException("unknown \"" + variable.name() + "\" variable", null, hint)
                .seenAt(variable.firstSeen());
    }

    /** The longest prefix decides. */
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
