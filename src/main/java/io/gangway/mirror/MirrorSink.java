package io.gangway.mirror;

import io.gangway.content.DiscardingSink;
import io.gangway.content.Response;

/** Discards the response to a copy. As in nginx, its body is not even read. */
final class MirrorSink extends DiscardingSink {
    @Override
    public void head(Response response) {
        response.headerOnly(true);
    }
}
