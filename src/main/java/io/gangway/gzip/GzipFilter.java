package io.gangway.gzip;

import io.gangway.config.Scope;
import io.gangway.content.Codecs;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.core.GzipAcceptance;
import io.gangway.core.MimeTypes;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.explain.ExplanationStep.Topic;
import org.eclipse.jetty.util.compression.DeflaterPool;

/** Compresses the responses of a location with {@code gzip on}. */
final class GzipFilter implements Filter {
    private final MimeTypes types;
    private final long minLength;
    private final GzipAcceptance acceptance;
    private final Codecs codecs;
    private final DeflaterPool deflaters;

    GzipFilter(Scope scope, Codecs codecs) {
        types = scope.get(GzipModule.GZIP_TYPES);
        minLength = scope.get(GzipModule.GZIP_MIN_LENGTH);
        acceptance = new GzipAcceptance(scope);
        this.codecs = codecs;
        deflaters = codecs.deflaters(scope.get(GzipModule.GZIP_COMP_LEVEL));
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        if (!isWorth(response)) {
            note(x, "gzip does not compress this status, type or length");
            return next;
        }
        GzipAcceptance.varies(x);
        if (!acceptance.allows(x, response)) {
            note(x, "gzip does not compress: the client does not accept it");
            return next;
        }
        if (x.explanation() == null && !codecs.hasRoom()) {
            x.log(LogLevel.WARN, "too many responses are being compressed: this one is sent uncompressed");
            return next;
        }
        response.bodyChanged();
        response.fields().add("Content-Encoding", "gzip");
        note(x, "gzip compresses the body");
        return response.headerOnly() || x.explanation() != null ? next : new GzipSink(x, next, deflaters);
    }

    private static void note(Exchange x, String text) {
        if (x.explanation() != null && !x.isSubrequest()) {
            x.explanation().step(Topic.RESPONSE, x.location().source().levels(), "gzip", text);
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
