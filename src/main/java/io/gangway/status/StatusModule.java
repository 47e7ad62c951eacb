package io.gangway.status;

import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;
import static io.gangway.config.Context.SERVER_IF;

import io.gangway.config.CoreHttp;
import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.exchange.Location;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variables;
import io.gangway.metrics.CountsRegistry;
import io.gangway.metrics.RequestZone;
import io.gangway.net.ServerName;
import java.util.List;

/** nginx's stub_status module: {@code stub_status} and {@code $connections_*}. */
public final class StatusModule implements Module {
    /** Its argument, if any, is ignored. */
    static final Directive<Boolean> STUB_STATUS = Directive.of("stub_status", 0, 1, r -> true)
            .byDefault(false)
            .repeatable()
            .namelessInherit()
            .syntax("[text]")
            .description("Responds with the numbers of connections and requests as plain text. An argument, which "
                    + "nginx 1.7.4 and older needed, has no meaning.")
            .differs(
                    "A connection is active after its TLS handshake. HTTP/2 connections are counted, not their streams.")
            .in(SERVER, LOCATION);

    /** nginx Plus's words. */
    static final Directive<String> STATUS_ZONE = Directive.of("status_zone", 1, 1, r -> r.arg(0))
            .namelessInherit()
            .notDraining()
            .syntax("zone")
            .description("Counts the requests of this server or location, under that name. Servers with the same name "
                    + "share their counts, and so do locations. Locations inside of a location count for its zone, "
                    + "too, unless they have their own or \"off\". The counts continue after a reload.")
            .refuses("A directive of nginx Plus.")
            .example("server {\n    listen 8080;\n    status_zone example.com;\n}")
            .danger("Each name is a value of a label of the metrics: use as many as one can look at.")
            .in(SERVER, LOCATION, LOCATION_IF);

    private final CountsRegistry<String, RequestZone> servers = new CountsRegistry<>();
    private final CountsRegistry<String, RequestZone> locations = new CountsRegistry<>();

    @Override
    public List<Directive<?>> directives() {
        return List.of(STUB_STATUS, STATUS_ZONE);
    }

    @Override
    public void variables(Variables variables) {
        variables.define(
                "connections_active", x -> String.valueOf(x.client().counts().active()));
        variables.define(
                "connections_reading", x -> String.valueOf(x.client().counts().reading()));
        variables.define(
                "connections_writing", x -> String.valueOf(x.client().counts().writing()));
        variables.define(
                "connections_waiting", x -> String.valueOf(x.client().counts().waiting()));
    }

    @Override
    public void compose(LocationBuilder location) {
        RequestZone zone = zone(location.scope(), StatusZones.of(location.context()));
        if (zone != null) {
            location.put(Location.ZONE, zone);
        }
        if (location.get(STUB_STATUS)) {
            location.phase(Phase.HANDLER, new StubStatus());
        }
    }

    /** The zone of a location, or of the location around it; null for none, and after {@code off}. */
    private static String ofLocation(Scope scope) {
        for (Scope level = scope; level.context() != SERVER; level = level.parent()) {
            String own = level.own(STATUS_ZONE);
            if (own != null) {
                return own.equals("off") ? null : own;
            }
        }
        return null;
    }

    private RequestZone zone(Scope scope, StatusZones zones) {
        String name = scope.get(STATUS_ZONE);
        if (scope.context() == SERVER_IF) {
            return null;
        }
        if (scope.context() != SERVER) {
            String ofLocation = ofLocation(scope);
            return ofLocation == null ? null : zones.location(ofLocation, locations);
        }
        if (name == null && zones.countsAllServers()) {
            name = scope.get(CoreHttp.SERVER_NAME).stream()
                    .findFirst()
                    .map(ServerName::display)
                    .filter(first -> !first.isEmpty())
                    .orElse("_");
        }
        return name == null ? null : zones.server(name, servers);
    }
}
