package io.gangway.sub;

import io.gangway.config.Scope;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.core.MimeTypes;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.exchange.Template;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.sub.SubModule.Pair;
import java.util.ArrayList;
import java.util.List;

/** Replaces texts in the responses of a location. */
final class SubFilter implements Filter {
    private final List<Pair> pairs;
    private final boolean once;
    private final boolean lastModified;
    private final MimeTypes types;

    /** The texts to search for; null if any contains variables. */
    private final Texts constant;

    SubFilter(Scope scope) {
        pairs = scope.get(SubModule.SUB_FILTER);
        once = scope.get(SubModule.SUB_FILTER_ONCE);
        lastModified = scope.get(SubModule.SUB_FILTER_LAST_MODIFIED);
        types = scope.get(SubModule.SUB_FILTER_TYPES);
        boolean variable = pairs.stream().anyMatch(pair -> pair.text().constant() == null);
        constant = variable
                ? null
                : new Texts(pairs.stream().map(pair -> pair.text().constant()).toList());
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        if (response.contentLength() == 0 || !types.has(response)) {
            return next;
        }
        List<Template> replacements = new ArrayList<>();
        Texts texts = texts(x, replacements);
        if (replacements.isEmpty()) {
            return next;
        }
        if (x.explanation() != null) {
            x.explanation()
                    .step(Topic.RESPONSE, x.location().source().levels(), "sub_filter", "sub_filter changes the body");
        }
        if (!x.isSubrequest()) {
            change(response);
        }
        return response.headerOnly() ? next : new SubSink(x, next, texts, replacements, once);
    }

    /** The texts to search for, and their replacements; texts that are empty for this exchange are left out. */
    private Texts texts(Exchange x, List<Template> replacements) {
        if (constant != null) {
            pairs.forEach(pair -> replacements.add(pair.replacement()));
            return constant;
        }
        List<String> texts = new ArrayList<>();
        for (Pair pair : pairs) {
            String text = pair.text().render(x);
            if (!text.isEmpty()) {
                texts.add(text);
                replacements.add(pair.replacement());
            }
        }
        return new Texts(texts);
    }

    private void change(Response response) {
        String acceptRanges = response.acceptRanges();
        boolean ranges = response.rangesAllowed();
        response.bodyChanged();
        response.acceptRanges(acceptRanges).rangesAllowed(ranges);
        if (!lastModified) {
            response.lastModified(-1).etag(null);
        }
    }
}
