package io.gangway.brotli;

import io.gangway.config.Scope;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.core.AcceptEncoding;
import io.gangway.core.GzipAcceptance;
import io.gangway.core.MimeTypes;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.explain.ExplanationStep.Topic;

/** Compresses the responses of a location with {@code brotli on}. */
final class BrotliFilter implements Filter {
    private final MimeTypes types;
    private final long minLength;
    private final int level;
    private final long window;
    private final BrotliEncoders encoders;

    BrotliFilter(Scope scope, BrotliEncoders encoders) {
        types = scope.get(BrotliModule.BROTLI_TYPES);
        minLength = scope.get(BrotliModule.BROTLI_MIN_LENGTH);
        level = scope.get(BrotliModule.BROTLI_COMP_LEVEL);
        window = scope.get(BrotliModule.BROTLI_WINDOW);
        this.encoders = encoders;
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        if (!isWorth(response)) {
            note(x, "brotli does not compress this status, type or length");
            return next;
        }
        GzipAcceptance.varies(x);
        if (!AcceptEncoding.acceptsBrotli(x) || response.headless()) {
            note(x, "brotli does not compress: the client does not accept it");
            return next;
        }
        if (x.explanation() == null && !encoders.hasRoom(level, window)) {
            x.log(LogLevel.WARN, "too many responses are being compressed: brotli leaves this one out");
            return next;
        }
        response.bodyChanged();
        response.fields().add("Content-Encoding", "br");
        note(x, "brotli compresses the body");
        return response.headerOnly() || x.explanation() != null
                ? next
                : new BrotliSink(x, next, encoders, level, window);
    }

    private static void note(Exchange x, String text) {
        if (x.explanation() != null && !x.isSubrequest()) {
            x.explanation().step(Topic.RESPONSE, x.location().source().levels(), "brotli", text);
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
