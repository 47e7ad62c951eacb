package io.gangway.fastcgi;

import io.gangway.config.LocationBuilder;
import io.gangway.upstream.gateway.GatewayPass;
import io.gangway.upstream.gateway.GatewaySettings;
import java.util.List;

/** All settings of {@code fastcgi_pass} in one location, read once. Immutable. */
final class FastcgiSettings extends GatewaySettings {
    private static final Protocol FASTCGI = new Protocol(
            FastcgiDirectives.SHARED,
            List.of(
                    "Status",
                    "X-Accel-Expires",
                    "X-Accel-Redirect",
                    "X-Accel-Limit-Rate",
                    "X-Accel-Buffering",
                    "X-Accel-Charset"),
            false,
            FastcgiDirectives.CACHE);

    final boolean keepConn;
    /** Texts in stderr that make a response invalid. */
    final List<String> caught;

    FastcgiSettings(LocationBuilder location, GatewayPass pass) {
        super(location, FASTCGI, pass, FastcgiDirectives.FASTCGI_PARAM);
        keepConn = location.get(FastcgiDirectives.FASTCGI_KEEP_CONN);
        caught = location.get(FastcgiDirectives.FASTCGI_CATCH_STDERR);
    }
}
