package io.gangway.status;

import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variables;
import java.util.List;

/** nginx's stub_status module: {@code stub_status} and {@code $connections_*}. */
public final class StatusModule implements Module {
    /** Its argument, if any, is ignored. */
    static final Directive<Boolean> STUB_STATUS = Directive.of("stub_status", 0, 1, r -> true)
            .byDefault(false)
            .repeatable()
            .namelessInherit()
            .syntax("[text]")
            .description("Responds with the numbers of connections and requests as plain text. An argument, which "
                    + "nginx 1.7.4 and older needed, has no meaning.")
            .differs(
                    "A connection is active after its TLS handshake. HTTP/2 connections are counted, not their streams.")
            .in(SERVER, LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(STUB_STATUS);
    }

    @Override
    public void variables(Variables variables) {
        variables.define(
                "connections_active", x -> String.valueOf(x.client().counts().active()));
        variables.define(
                "connections_reading", x -> String.valueOf(x.client().counts().reading()));
        variables.define(
                "connections_writing", x -> String.valueOf(x.client().counts().writing()));
        variables.define(
                "connections_waiting", x -> String.valueOf(x.client().counts().waiting()));
    }

    @Override
    public void compose(LocationBuilder location) {
        if (location.get(STUB_STATUS)) {
            location.phase(Phase.HANDLER, new StubStatus());
        }
    }
}
