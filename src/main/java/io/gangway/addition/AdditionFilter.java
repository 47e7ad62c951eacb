package io.gangway.addition;

import io.gangway.config.Scope;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.core.MimeTypes;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.explain.ExplanationStep.Topic;

/** Adds the responses of subrequests before and after the responses of a location with status 200. */
final class AdditionFilter implements Filter {
    private final String before;
    private final String after;
    private final MimeTypes types;

    AdditionFilter(Scope scope) {
        before = scope.get(AdditionModule.ADD_BEFORE_BODY);
        after = scope.get(AdditionModule.ADD_AFTER_BODY);
        types = scope.get(AdditionModule.ADDITION_TYPES);
    }

    boolean isEmpty() {
        return before.isEmpty() && after.isEmpty();
    }

    private static void note(Exchange x, String directive, String uri) {
        if (!uri.isEmpty()) {
            String text = directive + " adds the response of the subrequest " + uri;
            x.explanation().step(Topic.RESPONSE, x.location().source().levels(), directive, text);
        }
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        if (response.status() != 200 || !types.has(response)) {
            return next;
        }
        if (x.explanation() != null) {
            note(x, "add_before_body", before);
            note(x, "add_after_body", after);
        }
        response.bodyChanged();
        return response.headerOnly() ? next : new AdditionSink(x, next, before, after);
    }
}
