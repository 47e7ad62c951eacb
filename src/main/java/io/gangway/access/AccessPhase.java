package io.gangway.access;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Satisfy;
import io.gangway.net.Network;
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
                return rule.deny() ? refuse(exchange) : exchange.allow();
            }
        }
        return PhaseResult.NEXT;
    }

    private static PhaseResult refuse(Exchange exchange) {
        if (exchange.location().settings().satisfy() == Satisfy.ALL) {
            exchange.log(LogLevel.ERROR, "access forbidden by rule");
        }
        return exchange.deny(403);
    }
}
