package io.gangway.config;

import io.gangway.conf.Absence;
import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.conf.KnownDirectives;
import io.gangway.conf.Node;
import io.gangway.conf.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All directives of the modules. Immutable. */
public final class Directives {
    private final Map<String, List<Directive<?>>> byName = new HashMap<>();
    private final KnownDirectives known = KnownDirectives.load();

    public Directives(List<Module> modules) {
        for (Module module : modules) {
            for (Directive<?> directive : module.directives()) {
                byName.computeIfAbsent(directive.name(), n -> new ArrayList<>()).add(directive);
            }
        }
    }

    /** All of them, sorted by name. */
    public List<Directive<?>> all() {
        return byName.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(e -> e.getValue().stream())
                .toList();
    }

    /** The directives of a name; there may be several for different contexts. Empty when the name is unknown. */
    public List<Directive<?>> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /**
     * Finds the declaration for a context, and checks block and number of arguments as nginx does.
     *
     * @throws ConfException in nginx's wording
     */
    Directive<?> find(Node node, Context context) {
        List<Directive<?>> named = byName.get(node.name());
        if (named == null) {
            throw unknown(node.name(), node.position(), node.end());
        }
        Directive<?> directive = of(context, named);
        if (directive == null) {
            throw ConfErrors.notAllowedHere(node);
        }
        if (directive.block() && node.block() == null) {
            throw ConfErrors.noOpening(node);
        }
        if (!directive.block() && node.block() != null) {
            throw ConfErrors.notTerminated(node);
        }
        int count = node.words().size() - 1;
        if (count < directive.arity().min() || count > directive.arity().max()) {
            throw ConfErrors.argumentCount(node).withHint(directive.text().hint());
        }
        return directive;
    }

    private static Directive<?> of(Context context, List<Directive<?>> named) {
        for (Directive<?> directive : named) {
            if (directive.contexts().contains(context)) {
                return directive;
            }
        }
        return null;
    }

    /** The error for an unknown name, without a position. */
    public ConfException unknown(String name) {
        return unknown(name, null, null);
    }

    private ConfException unknown(String name, Position start, Position end) {
        if (known.knows(name)) {
            return Absence.missing(name, start);
        }
        return ConfErrors.unknown(
                name, end, KnownDirectives.hint(name, byName.keySet()).orElse(null));
    }
}
