package io.gangway.core;

/**
 * One composed {@code location}, server level or {@code if}: what an exchange in it goes through. Immutable once its
 * generation is built.
 */
public final class Location {
    private final Scope scope;
    private final LocationName name;
    private final Phase[] postRead;
    private final Phase[] rewrite;
    private final Phase[] rest;
    private final int afterAccess;
    private final Phase[] tunnel;
    private final Phase[] restOfSubrequests;
    private final Phase[] log;
    private final Filter[] filters;
    private final Filter[] filtersOfSubrequests;
    private final LocationSettings settings;
    private final boolean takesFolder;
    private final LimitExcept limitExcept;

    /** The locations written inside this one; set once while the generation is built. */
    private LocationTree inner = LocationTree.EMPTY;

    Location(Place place, LocationName name, ErrorLog errorLog) {
        scope = place.scope();
        this.name = name;
        postRead = place.phases(Slot.POST_READ, Slot.POST_READ);
        rewrite = place.phases(Slot.REWRITE, Slot.REWRITE);
        Slot content = place.has(Slot.HANDLER) ? Slot.HANDLER : Slot.STATIC;
        rest = place.phases(Slot.PREACCESS, content);
        afterAccess = place.phases(Slot.PREACCESS, Slot.ACCESS).length;
        restOfSubrequests =
                place.phases(Slot.PREACCESS, content, slot -> slot != Slot.ACCESS && slot != Slot.POST_ACCESS);
        tunnel = place.phases(Slot.TUNNEL, Slot.TUNNEL);
        log = place.phases(Slot.LOG, Slot.LOG);
        filters = place.filters(slot -> true);
        filtersOfSubrequests = place.filters(FilterSlot::ofSubrequests);
        limitExcept = LimitExcept.of(place);
        settings = LocationSettings.of(place, errorLog);
        takesFolder = name != null
                && name.text().endsWith("/")
                && name.text().length() > 1
                && place.has(Slot.HANDLER)
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
    boolean takesFolder() {
        return takesFolder;
    }

    /** This one, or what {@code limit_except} has for the method. */
    Location forMethod(String method) {
        Location limited = limitExcept == null ? null : limitExcept.location(method);
        return limited == null ? this : limited;
    }

    Phase[] postRead() {
        return postRead;
    }

    Phase[] rewrite() {
        return rewrite;
    }

    /** Access is the matter of the client's own request alone, as in nginx. */
    Phase[] rest(Exchange exchange) {
        return exchange.isSubrequest() ? restOfSubrequests : rest;
    }

    /** Where in {@link #rest} the access phases of a client's own request are over. */
    int afterAccess() {
        return afterAccess;
    }

    Phase[] tunnel() {
        return tunnel;
    }

    Phase[] log() {
        return log;
    }

    Filter[] filters(Exchange exchange) {
        return exchange.isSubrequest() ? filtersOfSubrequests : filters;
    }

    void inner(LocationTree tree) {
        inner = tree;
    }

    @Override
    public String toString() {
        return scope.toString();
    }
}
