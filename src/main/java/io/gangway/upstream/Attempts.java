package io.gangway.upstream;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.http.Fields;
import java.util.ArrayList;
import java.util.List;

/** All attempts of an exchange, over internal redirects too, and the last answer's fields. Owned by its exchange. */
public final class Attempts {
    private static final AttachmentKey<Attempts> KEY = new AttachmentKey<>("upstream attempts");

    private final List<Attempt> all = new ArrayList<>(2);
    private Fields fields;
    private Fields trailers;

    private Attempts() {}

    /** The attempts of an exchange that asks again, from now on. */
    public static Attempts begin(Exchange exchange) {
        Attempts attempts = exchange.get(KEY);
        if (attempts == null) {
            attempts = new Attempts();
            exchange.put(KEY, attempts);
        } else {
            attempts.all.add(Attempt.REDIRECT);
            attempts.fields = null;
            attempts.trailers = null;
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

    /** The fields of the answer that just came. */
    public void fields(Fields newFields) {
        fields = newFields;
    }

    public void trailers(Fields newTrailers) {
        trailers = newTrailers;
    }

    Fields fields() {
        return fields;
    }

    Fields trailers() {
        return trailers;
    }

    List<Attempt> all() {
        return all;
    }
}
