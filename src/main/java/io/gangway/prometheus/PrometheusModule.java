package io.gangway.prometheus;

import static io.gangway.config.Context.LOCATION;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.status.StatusZones;
import java.util.List;

/** Metrics for Prometheus, and locations that tell whether the server is ready and alive. */
public final class PrometheusModule implements Module {
    /** The names of {@code gangway_metrics}. */
    enum Names {
        NONE,
        OWN,
        /** Those of nginx-module-vts, too. */
        VTS
    }

    static final Directive<Names> METRICS = Directive.of("gangway_metrics", 0, 1, PrometheusModule::names)
            .byDefault(Names.NONE)
            .namelessInherit()
            .syntax("[vts]")
            .description("Responds with the metrics of the server, as Prometheus text or, if the client accepts it, as "
                    + "OpenMetrics text. \"vts\" adds the names of nginx-module-vts. Servers without status_zone are "
                    + "counted under their first name.")
            .example("location = /metrics {\n    gangway_metrics;\n    allow 127.0.0.1;\n    deny all;\n}")
            .danger("The metrics name servers, locations and upstreams: let in only those who collect them.")
            .in(LOCATION);

    static final Directive<Boolean> READY = Directive.of("gangway_ready", 0, 0, r -> true)
            .byDefault(false)
            .namelessInherit()
            .description("Responds with 200 while the server accepts connections, and with 503 from the moment at "
                    + "which it begins to stop: at QUIT, before running requests and tunnels have ended. New connections "
                    + "see the 503 during worker_shutdown_delay.")
            .example("location = /ready {\n    gangway_ready;\n    access_log off;\n}")
            .danger("A reload does not change it: the server stays ready.")
            .in(LOCATION);

    static final Directive<Boolean> ALIVE = Directive.of("gangway_alive", 0, 0, r -> true)
            .byDefault(false)
            .namelessInherit()
            .description("Responds with 200 as long as an event loop responds, even while the server is stopping.")
            .example("location = /alive {\n    gangway_alive;\n    access_log off;\n}")
            .danger("For liveness probes only: who restarts a server that is not ready cuts its tunnels.")
            .in(LOCATION);

    private static Names names(DirectiveArguments arguments) {
        if (!arguments.args().isEmpty() && !arguments.arg(0).equals("vts")) {
            throw arguments.invalidParameter(arguments.arg(0));
        }
        StatusZones.countAllServers(arguments.context());
        return arguments.args().isEmpty() ? Names.OWN : Names.VTS;
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(METRICS, READY, ALIVE);
    }

    @Override
    public void compose(LocationBuilder location) {
        Names names = location.get(METRICS);
        if (names != Names.NONE) {
            location.phase(Phase.HANDLER, new MetricsHandler(names == Names.VTS));
        } else if (location.get(READY)) {
            location.phase(Phase.HANDLER, new StatusResponse(true));
        } else if (location.get(ALIVE)) {
            location.phase(Phase.HANDLER, new StatusResponse(false));
        }
    }
}
