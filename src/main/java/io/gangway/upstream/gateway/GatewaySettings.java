package io.gangway.upstream.gateway;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.exchange.Template;
import io.gangway.upstream.exchange.HeaderRewrites;
import io.gangway.upstream.exchange.PassSettings;
import java.util.List;

/** The settings of such a protocol in one location, read once. Immutable. */
public class GatewaySettings extends PassSettings {
    final GatewayPass pass;
    final GatewayParams params;
    /** The name of the directive that sets a parameter. */
    final String paramName;

    /**
     * Reads the settings of a location.
     *
     * @param param the directive that sets parameters
     */
    protected GatewaySettings(
            LocationBuilder location, Protocol protocol, GatewayPass pass, Directive<List<GatewayParams.Param>> param) {
        super(
                location,
                protocol,
                pass.node(),
                pass.target() == null ? null : pass.target().host(),
                HeaderRewrites.NONE);
        this.pass = pass;
        params = new GatewayParams(
                location.get(param),
                Template.compile(
                        "$host$is_request_port$request_port", location.context().variables(), null),
                location.get(protocol.directives().passRequestHeaders()));
        paramName = param.name();
    }
}
