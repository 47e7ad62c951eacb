package io.gangway.gzip;

import io.gangway.config.Scope;
import io.gangway.content.Codecs;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.core.CompressionFilter;
import io.gangway.core.GzipAcceptance;
import io.gangway.exchange.Exchange;
import org.eclipse.jetty.util.compression.DeflaterPool;

/** Compresses the responses of a location with {@code gzip on}. */
final class GzipFilter extends CompressionFilter {
    private final GzipAcceptance acceptance;
    private final Codecs codecs;
    private final DeflaterPool deflaters;

    GzipFilter(Scope scope, Codecs codecs) {
        super("gzip", "gzip", scope.get(GzipModule.GZIP_TYPES), scope.get(GzipModule.GZIP_MIN_LENGTH));
        acceptance = new GzipAcceptance(scope);
        this.codecs = codecs;
        deflaters = codecs.deflaters(scope.get(GzipModule.GZIP_COMP_LEVEL));
    }

    @Override
    protected boolean isAccepted(Exchange x, Response response) {
        return acceptance.allows(x, response);
    }

    @Override
    protected boolean hasRoom() {
        return codecs.hasRoom();
    }

    @Override
    protected Sink sink(Exchange x, Sink next) {
        return new GzipSink(x, next, deflaters);
    }
}
