package io.gangway.http2;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.explain.ExplanationStep.Topic;

/** {@code accept_extended_connect off}. */
record ExtendedConnectRefusal() implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange exchange) {
        if (!exchange.head().isExtendedConnect()) {
            return PhaseResult.NEXT;
        }
        if (exchange.explanation() != null) {
            exchange.explanation()
                    .step(
                            Topic.WEBSOCKET,
                            exchange.location().source().levels(),
                            "accept_extended_connect",
                            "a WebSocket over HTTP/2 gets 405 (accept_extended_connect)");
        }
        exchange.log(LogLevel.INFO, "extended CONNECT is not accepted here");
        return exchange.end(405);
    }
}
