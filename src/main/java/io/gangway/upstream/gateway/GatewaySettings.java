package io.gangway.upstream.gateway;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.exchange.Template;
import io.gangway.upstream.exchange.HeaderRewrites;
import io.gangway.upstream.exchange.PassSettings;
import java.util.ArrayList;
import java.util.List;

/** The settings of such a protocol in one location, read once. Immutable. */
public class GatewaySettings extends PassSettings {
    private static final List<String> REMOVED =
            List.of("HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_RANGE", "HTTP_IF_RANGE");

    final GatewayPass pass;
    final GatewayParams params;
    /** Those of requests whose response may be stored; null without a cache. */
    final GatewayParams cachedParams;
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
        paramName = param.name();
        List<GatewayParams.Param> configured = location.get(param);
        boolean passClientFields = location.get(protocol.directives().passRequestHeaders());
        GatewayParams.Param host = byDefault(location, "HTTP_HOST", "$host$is_request_port$request_port");
        params = new GatewayParams(configured, List.of(host), passClientFields);
        cachedParams = usesCache() ? new GatewayParams(configured, cached(location, host), passClientFields) : null;
    }

    /** Conditions and ranges are evaluated by the cache, which may ask whether its response is still good. */
    private static List<GatewayParams.Param> cached(LocationBuilder location, GatewayParams.Param host) {
        List<GatewayParams.Param> all = new ArrayList<>();
        all.add(host);
        all.add(byDefault(location, "HTTP_IF_MODIFIED_SINCE", "$upstream_cache_last_modified"));
        all.add(byDefault(location, "HTTP_IF_NONE_MATCH", "$upstream_cache_etag"));
        REMOVED.forEach(name -> all.add(byDefault(location, name, "")));
        return all;
    }

    private static GatewayParams.Param byDefault(LocationBuilder location, String name, String value) {
        return new GatewayParams.Param(
                name, Template.compile(value, location.context().variables(), null), true);
    }
}
