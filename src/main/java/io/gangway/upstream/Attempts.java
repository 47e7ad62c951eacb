package io.gangway.upstream;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.http.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** All attempts of an exchange, over internal redirects too. Owned by its exchange. */
public final class Attempts {
    private static final AttachmentKey<Attempts> KEY = new AttachmentKey<>("upstream attempts");

    private final List<Attempt> all = new ArrayList<>(2);

    private Attempts() {}

    /** The attempts of an exchange that asks again, from now on. */
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

    /** The attempts so far; null when no upstream was asked. */
    static Attempts of(Exchange exchange) {
        return exchange.get(KEY);
    }

    /** One more. */
    public Attempt add(long nowMillis) {
        Attempt attempt = new Attempt(nowMillis);
        all.add(attempt);
        return attempt;
    }

    /** Of the last answer since the last internal redirect; null when there was none. */
    Fields fields() {
        return last(attempt -> attempt.fields);
    }

    /** Of the last answer since the last internal redirect that had any; else null. */
    Fields trailers() {
        return last(attempt -> attempt.trailers);
    }

    private Fields last(Function<Attempt, Fields> of) {
        for (int i = all.size() - 1; i >= 0 && all.get(i) != Attempt.REDIRECT; i--) {
            Fields found = of.apply(all.get(i));
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
