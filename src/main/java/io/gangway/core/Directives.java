package io.gangway.core;

import io.gangway.conf.Absence;
import io.gangway.conf.Complaint;
import io.gangway.conf.ConfException;
import io.gangway.conf.KnownDirectives;
import io.gangway.conf.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table of all directives that the modules at hand declare. Immutable. */
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

    /**
     * The declaration of a directive where it stands, its form checked as nginx does.
     *
     * @throws ConfException in nginx's words
     */
    Directive<?> find(Node node, Context context) {
        List<Directive<?>> named = byName.get(node.name());
        if (named == null) {
            throw unknown(node);
        }
        Directive<?> directive = named.stream()
                .filter(d -> d.contexts().contains(context))
                .findFirst()
                .orElseThrow(() -> Complaint.notAllowedHere(node));
        if (directive.block() && node.block() == null) {
            throw Complaint.noOpening(node);
        }
        if (!directive.block() && node.block() != null) {
            throw Complaint.notTerminated(node);
        }
        int count = node.words().size() - 1;
        if (count < directive.arity().least() || count > directive.arity().most()) {
            throw Complaint.argumentCount(node);
        }
        return directive;
    }

    private ConfException unknown(Node node) {
        if (known.knows(node.name())) {
            return Absence.missing(node);
        }
        return Complaint.unknown(
                node, KnownDirectives.hint(node.name(), byName.keySet()).orElse(null));
    }
}
