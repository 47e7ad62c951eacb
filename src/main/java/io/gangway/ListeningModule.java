package io.gangway;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Phase;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import java.util.List;
import java.util.function.Consumer;

/** Calls a listener for the events of every location, except those of the admin server. */
record ListeningModule(Listener listener) implements Module {
    private static final int SWITCHING_PROTOCOLS = 101;

    @Override
    public List<Directive<?>> directives() {
        return List.of();
    }

    @Override
    public void compose(LocationBuilder location) {
        location.phase(Phase.TUNNEL, handler(exchange -> listener.tunnelOpened(new Event(exchange))));
        location.phase(Phase.LOG, handler(this::ended));
    }

    private void ended(Exchange exchange) {
        Event event = new Event(exchange);
        if (exchange.status() == SWITCHING_PROTOCOLS) {
            listener.tunnelEnded(event);
        } else {
            listener.requestEnded(event);
        }
    }

    private static PhaseHandler handler(Consumer<Exchange> action) {
        return exchange -> {
            if (!AdminServer.isIt(exchange.server())) {
                action.accept(exchange);
            }
            return PhaseResult.NEXT;
        };
    }
}
