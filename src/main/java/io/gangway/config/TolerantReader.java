package io.gangway.config;

import io.gangway.conf.ConfException;
import io.gangway.conf.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads all directives of a tree and goes on after errors. The tree may be a file that is meant to be included: its
 * context is the one in which most of its directives are allowed.
 */
final class TolerantReader {
    private final Directives directives;
    private final ScopeReader reader;
    private final LoadContext context;
    private final List<ReadDirective> all = new ArrayList<>();

    TolerantReader(Directives directives, LoadContext context) {
        this.directives = directives;
        this.context = context;
        reader = new ScopeReader(directives, context);
    }

    List<ReadDirective> read(List<Node> nodes) {
        read(nodes, scope(best(nodes)));
        return List.copyOf(all);
    }

    /** A fragment of a file stands in levels that are empty apart from it. */
    private Scope scope(Context wanted) {
        return switch (wanted) {
            case MAIN -> context.main();
            case HTTP -> new Scope(wanted, context.main(), null);
            case LOCATION -> new Scope(wanted, scope(Context.SERVER), null);
            default -> new Scope(wanted, scope(Context.HTTP), null);
        };
    }

    private Context best(List<Node> nodes) {
        return Stream.of(Context.MAIN, Context.HTTP, Context.SERVER, Context.LOCATION, Context.UPSTREAM)
                .max(Comparator.comparingLong((Context wanted) -> fitting(nodes, wanted))
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
    }

    private long fitting(List<Node> nodes, Context wanted) {
        return nodes.stream()
                .filter(node -> directives.named(node.name()).stream()
                        .anyMatch(directive ->
                                directive.contexts().contains(wanted) && directive.block() == (node.block() != null)))
                .count();
    }

    private void read(List<Node> nodes, Scope scope) {
        nodes.stream().filter(node -> !isUnread(node)).forEach(node -> read(node, scope));
    }

    /** Whether it stands for a file that could not be read. */
    private static boolean isUnread(Node node) {
        return node.name().equals("include") && node.block() == null;
    }

    private void read(Node node, Scope scope) {
        Directive<?> declaration = null;
        Scope inner = null;
        ConfException error = null;
        try {
            declaration = reader.find(node, scope);
            inner = ScopeReader.inner(declaration, node, scope);
            reader.set(declaration, node, scope, inner);
        } catch (ConfException e) {
            error = e;
        }
        all.add(new ReadDirective(node, declaration, error));
        if (inner != null) {
            read(node.block(), inner);
        }
    }
}
