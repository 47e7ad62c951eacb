package io.gangway.core;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Satisfy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Core's directives about access control. */
final class CoreAccess {
    private CoreAccess() {}

    /** Controls the effect of {@link Exchange#allow()} and {@link Exchange#deny}. */
    static final Directive<Satisfy> SATISFY = Directive.choice(
                    "satisfy", Map.of("all", Satisfy.ALL, "any", Satisfy.ANY))
            .byDefault(Satisfy.ALL)
            .syntax("all | any")
            .defaultText("all")
            .description("Decides whether a request must pass all of allow/deny, auth_basic and auth_request, or "
                    + "whether one of them is enough.")
            .in(HTTP, SERVER, LOCATION);

    /** Delay of a response with status 401. */
    static final Directive<Duration> AUTH_DELAY = Directive.time("auth_delay")
            .byDefault(Duration.ZERO)
            .description("Delays a 401 by this time, so that passwords cannot be guessed quickly by measuring "
                    + "responses.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = List.of(SATISFY, AUTH_DELAY);
}
