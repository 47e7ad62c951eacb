package io.gangway.userid;

import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.explain.ExplanationStep.Topic;

/** Sets the cookie of clients that have none. */
record UseridFilter(UseridSettings settings) implements Filter {
    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        String cookie = Userid.of(x, settings).newCookie();
        if (cookie != null) {
            if (x.explanation() != null) {
                x.explanation().step(Topic.RESPONSE, x.location().source().levels(), "userid", "userid sets a cookie");
            }
            response.fields().add("Set-Cookie", cookie);
            if (!settings.p3p().isEmpty()) {
                response.fields().add("P3P", settings.p3p());
            }
        }
        return next;
    }
}
