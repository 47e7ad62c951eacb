package io.gangway.limit;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ChoiceValue;
import io.gangway.conf.NumberValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variables;
import java.util.List;
import java.util.Map;

/** nginx's limit modules: {@code limit_req} and {@code limit_conn}. */
public final class LimitModule implements Module {
    private static final Map<String, LogLevel> LEVELS =
            Map.of("info", LogLevel.INFO, "notice", LogLevel.NOTICE, "warn", LogLevel.WARN, "error", LogLevel.ERROR);

    private final SharedStates states = new SharedStates();

    private final Directive<Void> requestZone = Directive.<Void>of(
                    "limit_req_zone", 3, 4, r -> ZoneReader.requests(r, states))
            .repeatable()
            .syntax("key zone=name:size rate=rate [sync]")
            .description("Declares the key by which requests are counted, the memory for the counts, and the rate, "
                    + "such as 10r/s or 30r/m. With \"sync\", the nodes of \"zone_sync\" have one rate together.")
            .in(HTTP);

    private final Directive<Void> connectionZone = Directive.<Void>of(
                    "limit_conn_zone", 2, 3, r -> ZoneReader.connections(r, states))
            .repeatable()
            .syntax("key zone=name:size [sync]")
            .differs("\"sync\" is an addition.", "sync")
            .description("Declares the key by which connections are counted, and the memory for the counts. With "
                    + "\"sync\", the connections of all nodes of \"zone_sync\" count.")
            .in(HTTP);

    /** {@code limit_req zone=NAME [burst=N] [nodelay | delay=N]}. */
    static final Directive<List<RequestLimit>> REQUESTS = Directive.list("limit_req", 1, 3, LimitModule::requestLimit)
            .notDraining()
            .syntax("zone=name [burst=number] [nodelay | delay=number]")
            .description("Limits the rate of requests for one key of the zone. Up to \"burst\" requests wait for their "
                    + "turn; \"nodelay\" lets them pass at once, \"delay\" the first few of them.")
            .in(HTTP, SERVER, LOCATION);

    /** {@code limit_conn NAME N}. */
    static final Directive<List<ConnectionLimit>> CONNECTIONS = Directive.list(
                    "limit_conn", 2, 2, LimitModule::connectionLimit)
            .notDraining()
            .syntax("zone number")
            .description("Limits the number of connections at the same time for one key of the zone. Only connections "
                    + "count whose request header was read.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<LogLevel> REQUEST_LOG_LEVEL = logLevel(
            "limit_req_log_level",
            "Sets the log level of requests that limit_req refuses. Delays are logged one level lower.");
    static final Directive<LogLevel> CONNECTION_LOG_LEVEL =
            logLevel("limit_conn_log_level", "Sets the log level of connections that limit_conn refuses.");

    static final Directive<Integer> REQUEST_STATUS =
            status("limit_req_status", "Sets the status of requests that limit_req refuses.");
    static final Directive<Integer> CONNECTION_STATUS =
            status("limit_conn_status", "Sets the status of requests that limit_conn refuses.");

    static final Directive<Boolean> REQUEST_DRY_RUN =
            dryRun("limit_req_dry_run", "Counts and logs what limit_req would delay or refuse, and does neither.");
    static final Directive<Boolean> CONNECTION_DRY_RUN =
            dryRun("limit_conn_dry_run", "Counts and logs what limit_conn would refuse, and refuses nothing.");

    private static Directive<LogLevel> logLevel(String name, String meaning) {
        return Directive.<LogLevel>of(name, 1, 1, r -> ChoiceValue.read(r.node(), LEVELS))
                .syntax("info | notice | warn | error")
                .byDefault(LogLevel.ERROR)
                .defaultText("error")
                .description(meaning)
                .notDraining()
                .in(HTTP, SERVER, LOCATION);
    }

    private static Directive<Integer> status(String name, String meaning) {
        return Directive.<Integer>of(name, 1, 1, r -> (int) NumberValue.read(r.node(), 400, 599))
                .syntax("code")
                .byDefault(503)
                .description(meaning)
                .notDraining()
                .in(HTTP, SERVER, LOCATION);
    }

    private static Directive<Boolean> dryRun(String name, String meaning) {
        return Directive.flag(name)
                .byDefault(false)
                .notDraining()
                .description(meaning)
                .in(HTTP, SERVER, LOCATION);
    }

    private static RequestLimit requestLimit(DirectiveArguments arguments) {
        List<RequestLimit> before = arguments.scope().own(REQUESTS);
        return RequestLimit.read(arguments, before == null ? List.of() : before);
    }

    private static ConnectionLimit connectionLimit(DirectiveArguments arguments) {
        List<ConnectionLimit> before = arguments.scope().own(CONNECTIONS);
        return ConnectionLimit.read(arguments, before == null ? List.of() : before);
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                requestZone,
                REQUESTS,
                REQUEST_STATUS,
                REQUEST_LOG_LEVEL,
                REQUEST_DRY_RUN,
                connectionZone,
                CONNECTIONS,
                CONNECTION_STATUS,
                CONNECTION_LOG_LEVEL,
                CONNECTION_DRY_RUN);
    }

    @Override
    public void variables(Variables variables) {
        status(variables, "limit_req_status", RequestLimits.STATUS);
        status(variables, "limit_conn_status", ConnectionLimits.STATUS);
    }

    private static void status(Variables variables, String name, AttachmentKey<String> key) {
        variables.define(name, exchange -> exchange.main().get(key));
    }

    @Override
    public void link(LoadContext context) {
        Zones.of(context).check();
    }

    /** As in nginx, request limits are checked before connection limits. */
    @Override
    public void compose(LocationBuilder location) {
        Zones zones = Zones.of(location.context());
        List<RequestLimits.Limit> requests = location.get(REQUESTS).stream()
                .map(limit -> new RequestLimits.Limit(
                        zones.get(limit.zone(), Zone.OfRequests.class), limit.burst(), limit.delay()))
                .toList();
        if (!requests.isEmpty()) {
            location.phase(
                    Phase.PREACCESS,
                    new RequestLimits(
                            requests,
                            new LimitResponse(
                                    location.get(REQUEST_STATUS),
                                    location.get(REQUEST_LOG_LEVEL),
                                    location.get(REQUEST_DRY_RUN))));
        }
        List<ConnectionLimits.Limit> connections = location.get(CONNECTIONS).stream()
                .map(limit ->
                        new ConnectionLimits.Limit(zones.get(limit.zone(), Zone.OfConnections.class), limit.max()))
                .toList();
        if (!connections.isEmpty()) {
            location.phase(
                    Phase.PREACCESS,
                    new ConnectionLimits(
                            connections,
                            new LimitResponse(
                                    location.get(CONNECTION_STATUS),
                                    location.get(CONNECTION_LOG_LEVEL),
                                    location.get(CONNECTION_DRY_RUN))));
        }
    }
}
