package io.gangway.scgi;

import io.gangway.config.LocationBuilder;
import io.gangway.upstream.gateway.GatewayPass;
import io.gangway.upstream.gateway.GatewaySettings;
import java.util.List;

/** All settings of {@code scgi_pass} in one location, read once. Immutable. */
final class ScgiSettings extends GatewaySettings {
    private static final Protocol SCGI = new Protocol(
            ScgiDirectives.SHARED,
            List.of(
                    "Status",
                    "X-Accel-Expires",
                    "X-Accel-Redirect",
                    "X-Accel-Limit-Rate",
                    "X-Accel-Buffering",
                    "X-Accel-Charset"),
            false,
            ScgiDirectives.CACHE);

    ScgiSettings(LocationBuilder location, GatewayPass pass) {
        super(location, SCGI, pass, ScgiDirectives.SCGI_PARAM);
    }
}
