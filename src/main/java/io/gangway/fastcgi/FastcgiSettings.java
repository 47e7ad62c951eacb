package io.gangway.fastcgi;

import io.gangway.config.LocationBuilder;
import io.gangway.exchange.Template;
import io.gangway.upstream.exchange.HeaderRewrites;
import io.gangway.upstream.exchange.PassSettings;
import java.util.List;

/** All settings of {@code fastcgi_pass} in one location, read once. Immutable. */
final class FastcgiSettings extends PassSettings {
    private static final Protocol FASTCGI = new Protocol(
            FastcgiDirectives.SHARED,
            List.of(
                    "Status",
                    "X-Accel-Expires",
                    "X-Accel-Redirect",
                    "X-Accel-Limit-Rate",
                    "X-Accel-Buffering",
                    "X-Accel-Charset"),
            false);

    final FastcgiPass pass;
    final FastcgiParams params;
    final boolean keepConn;
    /** Texts in stderr that make a response invalid. */
    final List<String> caught;

    FastcgiSettings(LocationBuilder location, FastcgiPass pass) {
        super(location, FASTCGI, pass.node(), pass.host(), HeaderRewrites.NONE);
        this.pass = pass;
        params = new FastcgiParams(
                location.get(FastcgiDirectives.FASTCGI_PARAM),
                Template.compile(
                        "$host$is_request_port$request_port", location.context().variables(), null),
                location.get(FastcgiDirectives.SHARED.passRequestHeaders()));
        keepConn = location.get(FastcgiDirectives.FASTCGI_KEEP_CONN);
        caught = location.get(FastcgiDirectives.FASTCGI_CATCH_STDERR);
    }
}
