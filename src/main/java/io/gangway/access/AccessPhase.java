package io.gangway.access;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Satisfy;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.net.Network;
import io.gangway.net.V6Text;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** Applies the first rule that matches the client. */
record AccessPhase(List<AccessRule> rules) implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange exchange) {
        SocketAddress address = exchange.remoteAddress();
        byte[] bytes = address instanceof InetSocketAddress inet ? Network.compared(inet.getAddress()) : null;
        for (AccessRule rule : rules) {
            if (rule.matches(bytes)) {
                if (exchange.explanation() != null) {
                    note(exchange, rule, "is the first rule that fits " + client(address));
                }
                return rule.deny() ? refuse(exchange) : exchange.allow();
            }
        }
        if (exchange.explanation() != null) {
            note(exchange, rules.get(0), "and the rules after it do not fit " + client(address) + ": it is allowed");
        }
        return PhaseResult.NEXT;
    }

    private static void note(Exchange exchange, AccessRule rule, String text) {
        exchange.explanation()
                .step(
                        Topic.ACCESS,
                        rule.node(),
                        rule.node().name() + " " + rule.node().args().get(0) + ": " + text);
    }

    private static String client(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? V6Text.of(inet.getAddress()) : "unix:";
    }

    private static PhaseResult refuse(Exchange exchange) {
        if (exchange.location().settings().satisfy() == Satisfy.ALL) {
            exchange.log(LogLevel.ERROR, "access forbidden by rule");
        }
        return exchange.deny(403);
    }
}
