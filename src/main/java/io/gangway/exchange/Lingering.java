package io.gangway.exchange;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ChoiceValue;
import io.gangway.config.Directive;
import io.gangway.config.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a connection is closed while the client may still be sending, so that the answer is not lost with a reset.
 *
 * @param close {@code lingering_close}: when more is waited for
 * @param longestMillis {@code lingering_time}: how long at most
 * @param silenceMillis {@code lingering_timeout}: how long from one byte to the next
 */
public record Lingering(Close close, long longestMillis, long silenceMillis) {
    /** The words of {@code lingering_close}. */
    public enum Close {
        OFF,
        /** When something of the client is probably on its way. */
        ON,
        ALWAYS
    }

    private static final Directive<Close> LINGERING_CLOSE = Directive.of(
                    "lingering_close",
                    1,
                    1,
                    r -> ChoiceValue.read(r.node(), Map.of("off", Close.OFF, "on", Close.ON, "always", Close.ALWAYS)))
            .byDefault(Close.ON)
            .syntax("off | on | always")
            .defaultText("on")
            .says("Decides whether, before a connection is closed, more data of the client is read and "
                    + "discarded, so that it can still read the response.")
            .in(HTTP, SERVER, LOCATION);

    private static final Directive<Duration> LINGERING_TIME = Directive.time("lingering_time")
            .byDefault(Duration.ofSeconds(30))
            .says("Limits the whole time of a lingering close.")
            .in(HTTP, SERVER, LOCATION);

    private static final Directive<Duration> LINGERING_TIMEOUT = Directive.time("lingering_timeout")
            .byDefault(Duration.ofSeconds(5))
            .says("Limits the time that a lingering close waits for more data.")
            .in(HTTP, SERVER, LOCATION);

    public static final List<Directive<?>> ALL = List.of(LINGERING_CLOSE, LINGERING_TIME, LINGERING_TIMEOUT);

    static Lingering of(Scope scope) {
        return new Lingering(
                scope.get(LINGERING_CLOSE),
                scope.get(LINGERING_TIME).toMillis(),
                Math.max(1, scope.get(LINGERING_TIMEOUT).toMillis()));
    }

    /** Whether to wait before a close; {@code more}: something is probably on its way. */
    public boolean waits(boolean more) {
        return switch (close) {
            case OFF -> false;
            case ON -> more;
            case ALWAYS -> true;
        };
    }
}
