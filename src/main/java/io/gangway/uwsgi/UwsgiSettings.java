package io.gangway.uwsgi;

import io.gangway.config.LocationBuilder;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Template;
import io.gangway.upstream.gateway.GatewayPass;
import io.gangway.upstream.gateway.GatewaySettings;
import java.util.List;

/** All settings of {@code uwsgi_pass} in one location, read once. Immutable. */
final class UwsgiSettings extends GatewaySettings {
    private static final Protocol UWSGI = new Protocol(
            UwsgiDirectives.SHARED,
            List.of(
                    "X-Accel-Expires",
                    "X-Accel-Redirect",
                    "X-Accel-Limit-Rate",
                    "X-Accel-Buffering",
                    "X-Accel-Charset"),
            false,
            UwsgiDirectives.CACHE);

    final int modifier1;
    final int modifier2;
    /** Follows the parameters; usually empty. */
    final String string;

    final UpstreamTlsProvider.Client tls;
    final Template tlsName;

    UwsgiSettings(LocationBuilder location, GatewayPass pass) {
        super(location, UWSGI, pass, UwsgiDirectives.UWSGI_PARAM);
        modifier1 = location.get(UwsgiDirectives.UWSGI_MODIFIER1);
        modifier2 = location.get(UwsgiDirectives.UWSGI_MODIFIER2);
        string = location.get(UwsgiDirectives.UWSGI_STRING);
        boolean variable = pass.target() == null;
        tls = variable || UwsgiDirectives.SECURE.equalsIgnoreCase(pass.target().scheme())
                ? UwsgiDirectives.TLS.client(location, pass.node(), variable, "suwsgi")
                : null;
        tlsName = location.get(UwsgiDirectives.TLS.name());
    }
}
