package io.gangway.gzip;

import io.gangway.core.Answer;
import io.gangway.core.Codecs;
import io.gangway.core.Exchange;
import io.gangway.core.Filter;
import io.gangway.core.GzipAcceptance;
import io.gangway.core.Level;
import io.gangway.core.MimeTypes;
import io.gangway.core.Scope;
import io.gangway.core.Sink;
import org.eclipse.jetty.util.compression.DeflaterPool;

/** Compresses the answers of a location that says {@code gzip on}. */
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
    public Sink wrap(Exchange x, Answer answer, Sink next) {
        if (!isWorth(answer)) {
            return next;
        }
        GzipAcceptance.varies(x);
        if (!acceptance.allows(x, answer)) {
            return next;
        }
        if (!codecs.hasRoom()) {
            x.log(Level.WARN, "too many responses are being compressed: this one is sent uncompressed");
            return next;
        }
        answer.bytesChange();
        answer.fields().add("Content-Encoding", "gzip");
        return answer.headerOnly() ? next : new GzipSink(x, next, deflaters);
    }

    private boolean isWorth(Answer answer) {
        boolean common = answer.status() == 200 || answer.status() == 403 || answer.status() == 404;
        String encoding = common ? answer.fields().build().get("Content-Encoding") : null;
        return common
                && (encoding == null || encoding.isEmpty())
                && (answer.contentLength() < 0 || answer.contentLength() >= minLength)
                && types.has(answer);
    }
}
