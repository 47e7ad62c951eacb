package io.gangway.upstream;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.http.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** All upstream attempts of an exchange, including those before internal redirects. Owned by its exchange. */
public final class Attempts {
    private static final AttachmentKey<Attempts> KEY = new AttachmentKey<>("upstream attempts");

    private final List<Attempt> all = new ArrayList<>(2);

    private Attempts() {}

    /** The attempts of an exchange that is passed to an upstream, possibly again after an internal redirect. */
    public static Attempts begin(Exchange exchange) {
        Attempts attempts = exchange.get(KEY);
        if (attempts == null) {
            attempts = new Attempts();
            exchange.put(KEY, attempts);
        } else {
            attempts.all.add(Attempt.REDIRECT);
        }
        return attempts;
    }

    /** The attempts so far; null if no upstream was used. */
    static Attempts of(Exchange exchange) {
        return exchange.get(KEY);
    }

    /** The attempts so far, in order; empty if no upstream was used. */
    public static List<Attempt> made(Exchange exchange) {
        Attempts attempts = of(exchange);
        return attempts == null
                ? List.of()
                : attempts.all.stream()
                        .filter(attempt -> attempt != Attempt.REDIRECT)
                        .toList();
    }

    /** Adds a new attempt. */
    public Attempt add(long nowMillis) {
        Attempt attempt = new Attempt(nowMillis);
        all.add(attempt);
        return attempt;
    }

    /** The header fields of the last response since the last internal redirect; null if there is none. */
    Fields fields() {
        return last(attempt -> attempt.fields);
    }

    /**
     * The trailer fields of the last response with trailers since the last internal redirect; null if there is none.
     */
    Fields trailers() {
        return last(attempt -> attempt.trailers);
    }

    private Fields last(Function<Attempt, Fields> getter) {
        for (int i = all.size() - 1; i >= 0 && all.get(i) != Attempt.REDIRECT; i--) {
            Fields found = getter.apply(all.get(i));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    List<Attempt> all() {
        return all;
    }
}
