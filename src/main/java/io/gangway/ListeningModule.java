package io.gangway;

import io.gangway.core.Directive;
import io.gangway.core.Exchange;
import io.gangway.core.Module;
import io.gangway.core.Outcome;
import io.gangway.core.Phase;
import io.gangway.core.Place;
import io.gangway.core.Slot;
import java.util.List;
import java.util.function.Consumer;

/** Tells a listener what happens in every location. */
record ListeningModule(Listener listener) implements Module {
    private static final int SWITCHING_PROTOCOLS = 101;

    @Override
    public List<Directive<?>> directives() {
        return List.of();
    }

    @Override
    public void compose(Place place) {
        place.phase(Slot.TUNNEL, telling(exchange -> listener.tunnelOpened(new Event(exchange))));
        place.phase(Slot.LOG, telling(this::ended));
    }

    private void ended(Exchange exchange) {
        Event event = new Event(exchange);
        if (exchange.status() == SWITCHING_PROTOCOLS) {
            listener.tunnelEnded(event);
        } else {
            listener.requestEnded(event);
        }
    }

    private static Phase telling(Consumer<Exchange> told) {
        return exchange -> {
            told.accept(exchange);
            return Outcome.NEXT;
        };
    }
}
