package io.gangway.cluster;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.Scope;
import io.gangway.config.ScopeKey;
import io.gangway.net.Network;
import java.net.InetAddress;
import java.util.List;

/**
 * One {@code allow} or {@code deny} beside {@code zone_sync}. As in nginx, the first rule that matches decides, and rules
 * of the server replace those of the stream block.
 *
 * @param deny whether it refuses
 * @param text an address, a network, or {@code all}
 */
record NodeRule(boolean deny, String text) {
    private static final ScopeKey<List<NodeRule>> RULES = new ScopeKey<>("allow");
    private static final String ALL = "all";

    /** Reads a directive. */
    static Void add(DirectiveArguments r) {
        String text = r.arg(0);
        Network network = Network.parse(text);
        if (network == null && !text.equals(ALL)) {
            throw r.invalidParameter(text);
        }
        if (network != null && network.hasLowBits()) {
            r.warn("low address bits of " + text + " are meaningless");
        }
        Scope scope = r.scope();
        List<NodeRule> rule = List.of(new NodeRule(r.node().name().equals("deny"), text));
        List<NodeRule> before = scope.own(RULES);
        scope.put(RULES, before == null ? rule : Directive.joined(before, rule));
        return null;
    }

    /** The rules of a server, in the order of the file. */
    static List<NodeRule> of(Scope server) {
        List<NodeRule> rules = server.get(RULES);
        return rules == null ? List.of() : List.copyOf(rules);
    }

    /** Whether a node with this address may connect. */
    static boolean allow(List<NodeRule> rules, InetAddress node) {
        return rules.stream()
                .filter(rule -> rule.matches(node))
                .findFirst()
                .map(rule -> !rule.deny)
                .orElse(true);
    }

    private boolean matches(InetAddress node) {
        return text.equals(ALL) || Network.parse(text).contains(Network.compared(node));
    }
}
