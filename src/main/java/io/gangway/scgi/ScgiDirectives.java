package io.gangway.scgi;

import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;

import io.gangway.config.Directive;
import io.gangway.upstream.exchange.PassCache;
import io.gangway.upstream.exchange.PassDirectives;
import io.gangway.upstream.gateway.GatewayParams;
import io.gangway.upstream.gateway.GatewayPass;
import java.util.List;
import java.util.stream.Stream;

/** The directives of SCGI. */
final class ScgiDirectives {
    /** The directives that other protocols have too. */
    static final PassDirectives SHARED = new PassDirectives("scgi_", "Status and X-Accel-...");

    /** {@code scgi_cache} and its kin. */
    static final PassCache CACHE = new PassCache("scgi_", "");

    static final Directive<GatewayPass> SCGI_PASS = Directive.of("scgi_pass", 1, 1, GatewayPass::read)
            .namelessInherit()
            .syntax("address")
            .description("Passes requests to an SCGI server: a host and port, a Unix socket (unix:path), or the name "
                    + "of an upstream. The address may contain variables.")
            .example("""
                    location /app/ {
                        include scgi_params;
                        scgi_pass 127.0.0.1:9000;
                    }""")
            .in(LOCATION, LOCATION_IF);

    static final Directive<List<GatewayParams.Param>> SCGI_PARAM = GatewayParams.directive("scgi_param", "SCGI");

    static final List<Directive<?>> ALL = Stream.concat(Stream.of(SCGI_PASS, SCGI_PARAM), SHARED.all().stream())
            .<Directive<?>>map(directive -> directive)
            .toList();

    private ScgiDirectives() {}
}
