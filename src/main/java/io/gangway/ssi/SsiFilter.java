package io.gangway.ssi;

import io.gangway.config.Scope;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.core.MimeTypes;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.explain.ExplanationStep.Topic;

/** Processes the SSI commands in the responses of a location with {@code ssi on}. */
final class SsiFilter implements Filter {
    private final MimeTypes types;
    private final boolean lastModified;
    private final boolean silent;
    private final int valueLength;
    private final int variableSize;

    SsiFilter(Scope scope) {
        types = scope.get(SsiModule.SSI_TYPES);
        lastModified = scope.get(SsiModule.SSI_LAST_MODIFIED);
        silent = scope.get(SsiModule.SSI_SILENT_ERRORS);
        valueLength = Math.toIntExact(scope.get(SsiModule.SSI_VALUE_LENGTH));
        variableSize = Math.toIntExact(scope.get(SsiModule.SUBREQUEST_OUTPUT_BUFFER_SIZE));
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        if (response.contentLength() == 0 || !types.has(response)) {
            return next;
        }
        if (x.explanation() != null) {
            x.explanation()
                    .step(
                            Topic.RESPONSE,
                            x.location().source().levels(),
                            "ssi",
                            "ssi executes the commands in the body; its includes are subrequests");
        }
        if (!x.isSubrequest()) {
            response.bodyChanged();
            if (!lastModified) {
                response.lastModified(-1).etag(null);
            }
        }
        return response.headerOnly()
                ? next
                : new SsiSink(x, next, response, new CommandScanner(valueLength), silent, variableSize);
    }
}
