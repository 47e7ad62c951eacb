package io.gangway.mirror;

import io.gangway.content.NullSink;
import io.gangway.content.Response;

/** Discards the response to a copy. As in nginx, its body is not even read. */
final class MirrorSink extends NullSink {
    @Override
    public void head(Response response) {
        response.headerOnly(true);
    }
}
