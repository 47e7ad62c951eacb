package io.gangway.core;

import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.explain.ExplanationStep.Topic;

/** Compresses responses of a location with one content coding. Immutable. */
public abstract class CompressionFilter implements Filter {
    private final String name;
    private final String coding;
    private final MimeTypes types;
    private final long minLength;

    /**
     * Creates a filter.
     *
     * @param name of the module
     * @param coding as in {@code Content-Encoding}
     * @param types of the responses that are compressed
     * @param minLength of the responses that are compressed, in bytes
     */
    protected CompressionFilter(String name, String coding, MimeTypes types, long minLength) {
        this.name = name;
        this.coding = coding;
        this.types = types;
        this.minLength = minLength;
    }

    /** Whether the client accepts the compressed response. */
    protected abstract boolean isAccepted(Exchange x, Response response);

    /** Whether there is memory for one more response. */
    protected abstract boolean hasRoom();

    /** Creates a sink that compresses a body. */
    protected abstract Sink sink(Exchange x, Sink next);

    @Override
    public final Sink wrap(Exchange x, Response response, Sink next) {
        if (!isWorth(response)) {
            note(x, " does not compress this status, type or length");
            return next;
        }
        GzipAcceptance.varies(x);
        if (!isAccepted(x, response)) {
            note(x, " does not compress: the client does not accept it");
            return next;
        }
        if (x.explanation() == null && !hasRoom()) {
            x.log(LogLevel.WARN, "too many responses are being compressed: " + name + " leaves this one out");
            return next;
        }
        response.bodyChanged();
        response.fields().add("Content-Encoding", coding);
        note(x, " compresses the body");
        return response.headerOnly() || x.explanation() != null ? next : sink(x, next);
    }

    private void note(Exchange x, String text) {
        if (x.explanation() != null && !x.isSubrequest()) {
            x.explanation().step(Topic.RESPONSE, x.location().source().levels(), name, name + text);
        }
    }

    private boolean isWorth(Response response) {
        boolean common = response.status() == 200 || response.status() == 403 || response.status() == 404;
        String encoding = common ? response.fields().build().get("Content-Encoding") : null;
        return common
                && (encoding == null || encoding.isEmpty())
                && (response.contentLength() < 0 || response.contentLength() >= minLength)
                && types.has(response);
    }
}
