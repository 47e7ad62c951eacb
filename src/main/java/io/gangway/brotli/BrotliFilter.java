package io.gangway.brotli;

import io.gangway.config.Scope;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.core.AcceptEncoding;
import io.gangway.core.CompressionFilter;
import io.gangway.exchange.Exchange;

/** Compresses the responses of a location with {@code brotli on}. */
final class BrotliFilter extends CompressionFilter {
    private final int level;
    private final long window;
    private final BrotliEncoders encoders;

    BrotliFilter(Scope scope, BrotliEncoders encoders) {
        super("brotli", "br", scope.get(BrotliModule.BROTLI_TYPES), scope.get(BrotliModule.BROTLI_MIN_LENGTH));
        level = scope.get(BrotliModule.BROTLI_COMP_LEVEL);
        window = scope.get(BrotliModule.BROTLI_WINDOW);
        this.encoders = encoders;
    }

    @Override
    protected boolean isAccepted(Exchange x, Response response) {
        return AcceptEncoding.acceptsBrotli(x) && !response.headless();
    }

    @Override
    protected boolean hasRoom() {
        return encoders.hasRoom(level, window);
    }

    @Override
    protected Sink sink(Exchange x, Sink next) {
        return new BrotliSink(x, next, encoders, level, window);
    }
}
