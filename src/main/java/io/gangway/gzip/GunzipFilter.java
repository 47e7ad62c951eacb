package io.gangway.gzip;

import io.gangway.config.Scope;
import io.gangway.content.Codecs;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.core.GzipAcceptance;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import org.eclipse.jetty.util.compression.InflaterPool;

/** Decompresses gzip responses for clients that do not accept gzip, and for pages that include them by subrequests. */
final class GunzipFilter implements Filter {
    private final GzipAcceptance acceptance;
    private final InflaterPool inflaters;

    GunzipFilter(Scope scope, Codecs codecs) {
        acceptance = new GzipAcceptance(scope);
        inflaters = codecs.inflaters();
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        if (!"gzip".equalsIgnoreCase(response.fields().build().get("Content-Encoding"))) {
            return next;
        }
        GzipAcceptance.varies(x);
        if (acceptance.allows(x, response)) {
            return next;
        }
        response.remove("Content-Encoding");
        response.bodyChanged();
        return response.headerOnly() ? next : new GunzipSink(x, next, inflaters);
    }
}
