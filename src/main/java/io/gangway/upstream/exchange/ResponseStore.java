package io.gangway.upstream.exchange;

import io.gangway.config.LocationBuilder;
import io.gangway.exchange.Exchange;
import io.gangway.http.HttpDate;
import io.gangway.http.ResponseHead;

/**
 * {@code proxy_store} and {@code proxy_store_access} of a location, or those of another protocol.
 *
 * @param path where responses are stored
 * @param access permission bits of the files
 * @param buffers of the location, with its directory for temporary files
 */
record ResponseStore(StorePath path, int access, BufferSizes buffers) {
    /** Null if nothing is stored. */
    static ResponseStore of(LocationBuilder location, PassDirectives directives, BufferSizes buffers) {
        StorePath path = location.get(directives.store);
        return path == StorePath.OFF ? null : new ResponseStore(path, location.get(directives.storeAccess), buffers);
    }

    /** Null if this response is not stored. */
    StoredBody.Opener opener(Exchange x, ResponseHead head, UpstreamLog log) {
        if (head.status() != 200 || x.method().equals("HEAD")) {
            return null;
        }
        String modified = head.fields().get("Last-Modified");
        long time = modified == null ? -1 : HttpDate.parse(modified);
        return progressed -> new FileStore(this, x, time, log, progressed);
    }
}
