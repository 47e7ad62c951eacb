package io.gangway.exchange;

import io.gangway.config.LimitExcept;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Scope;
import io.gangway.errorlog.ErrorLog;

/**
 * One composed {@code location}, server level or {@code if}: what an exchange in it goes through. Immutable once its
 * generation is built.
 */
public final class Location {
    private final Scope scope;
    private final LocationName name;
    private final PhaseHandler[] postRead;
    private final PhaseHandler[] rewrite;
    private final PhaseHandler[] rest;
    private final int afterAccess;
    private final PhaseHandler[] tunnel;
    private final PhaseHandler[] restOfSubrequests;
    private final PhaseHandler[] log;
    private final Filter[] filters;
    private final Filter[] filtersOfSubrequests;
    private final LocationSettings settings;
    private final boolean takesDirectory;
    private final LimitExcept limitExcept;

    /** The locations written inside this one; set once while the generation is built. */
    private LocationTree inner = LocationTree.EMPTY;

    public Location(LocationBuilder location, LocationName name, ErrorLog errorLog) {
        scope = location.scope();
        this.name = name;
        postRead = location.phases(Phase.POST_READ, Phase.POST_READ);
        rewrite = location.phases(Phase.REWRITE, Phase.REWRITE);
        Phase content = location.has(Phase.HANDLER) ? Phase.HANDLER : Phase.STATIC;
        rest = location.phases(Phase.PREACCESS, content);
        afterAccess = location.phases(Phase.PREACCESS, Phase.ACCESS).length;
        restOfSubrequests =
                location.phases(Phase.PREACCESS, content, phase -> phase != Phase.ACCESS && phase != Phase.POST_ACCESS);
        tunnel = location.phases(Phase.TUNNEL, Phase.TUNNEL);
        log = location.phases(Phase.LOG, Phase.LOG);
        filters = location.filters(slot -> true);
        filtersOfSubrequests = location.filters(FilterOrder::ofSubrequests);
        limitExcept = LimitExcept.of(location);
        settings = LocationSettings.of(location, errorLog);
        takesDirectory = name != null
                && name.text().endsWith("/")
                && name.text().length() > 1
                && location.has(Phase.HANDLER)
                && name.kind() != LocationName.Kind.REGEX;
    }

    /** Its configuration. */
    public Scope scope() {
        return scope;
    }

    /** How it is matched; null for a server level. An {@code if} has that of its location. */
    public LocationName name() {
        return name;
    }

    /** Its values of the core directives. */
    public LocationSettings settings() {
        return settings;
    }

    public LocationTree inner() {
        return inner;
    }

    /** Whether {@code /uri} is redirected to the {@code /uri/} of this location, as nginx does before a proxy. */
    boolean takesDirectory() {
        return takesDirectory;
    }

    /** This one, or what {@code limit_except} has for the method. */
    Location forMethod(String method) {
        Location limited = limitExcept == null ? null : limitExcept.location(method);
        return limited == null ? this : limited;
    }

    PhaseHandler[] postRead() {
        return postRead;
    }

    PhaseHandler[] rewrite() {
        return rewrite;
    }

    /** Access is the matter of the client's own request alone, as in nginx. */
    PhaseHandler[] rest(Exchange exchange) {
        return exchange.isSubrequest() ? restOfSubrequests : rest;
    }

    /** Where in {@link #rest} the access phases of a client's own request are over. */
    int afterAccess() {
        return afterAccess;
    }

    PhaseHandler[] tunnel() {
        return tunnel;
    }

    PhaseHandler[] log() {
        return log;
    }

    Filter[] filters(Exchange exchange) {
        return exchange.isSubrequest() ? filtersOfSubrequests : filters;
    }

    public void inner(LocationTree tree) {
        inner = tree;
    }

    @Override
    public String toString() {
        return scope.toString();
    }
}
