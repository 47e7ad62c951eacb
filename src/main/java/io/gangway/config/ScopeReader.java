package io.gangway.config;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.conf.Node;
import io.gangway.conf.ServerHint;
import java.util.List;
import java.util.function.BinaryOperator;

/** Reads nodes into scopes: checks each directive and reads its value by its declaration. */
final class ScopeReader {
    private final Directives directives;
    private final LoadContext context;

    ScopeReader(Directives directives, LoadContext context) {
        this.directives = directives;
        this.context = context;
    }

    void read(List<Node> nodes, Scope scope) {
        for (Node node : nodes) {
            read(node, scope);
        }
        scope.complete();
    }

    private void read(Node node, Scope scope) {
        Directive<?> directive = find(node, scope);
        Scope inner = inner(directive, node, scope);
        set(directive, node, scope, inner);
        if (inner != null) {
            read(node.block(), inner);
        }
    }

    /** The level that a directive opens, still empty; null without a block of directives. */
    static Scope inner(Directive<?> directive, Node node, Scope scope) {
        return directive.opens() == null ? null : new Scope(inside(directive, scope), scope, node);
    }

    /** Reads a directive, but not the ones in its block. */
    void set(Directive<?> directive, Node node, Scope scope, Scope inner) {
        Object value = set(directive, new DirectiveArguments(node, scope, inner, context));
        scope.add(new Scope.Setting(directive, value, node, inner));
        if (!directive.effective()) {
            context.noEffect(directive.name());
        }
    }

    Directive<?> find(Node node, Scope scope) {
        try {
            return directives.find(node, scope.context());
        } catch (ConfException e) {
            if (scope.context() == Context.UPSTREAM
                    && e.hint() == null
                    && ServerHint.of(node).isPresent()) {
                throw e.withHint(ServerHint.of(node).get());
            }
            throw e;
        }
    }

    /** Since {@code if} is declared once for both of its contexts. */
    private static Context inside(Directive<?> directive, Scope scope) {
        boolean inServer = scope.context() == Context.SERVER;
        return directive.opens() == Context.LOCATION_IF && inServer ? Context.SERVER_IF : directive.opens();
    }

    private static <T> T read(Directive<T> directive, DirectiveArguments arguments) {
        try {
            return directive.read(arguments);
        } catch (ConfException e) {
            throw e.at(arguments.position());
        }
    }

    private <T> T set(Directive<T> directive, DirectiveArguments arguments) {
        Scope scope = arguments.scope();
        BinaryOperator<T> combine = directive.combine();
        boolean repeated = scope.isSet(directive);
        if (repeated && combine == null) {
            throw ConfErrors.duplicate(arguments.node());
        }
        T value = read(directive, arguments);
        scope.put(directive, repeated ? combine.apply(scope.own(directive), value) : value);
        return value;
    }
}
