package io.gangway.exchange;

import io.gangway.metrics.RequestZone;

/**
 * One {@code location}, server level or {@code if} with its handlers, filters and settings. Immutable once its
 * generation is built.
 */
public final class Location {
    /** The zone that counts requests: of a server level those of the server, of a location those that it processed. */
    public static final AttachmentKey<RequestZone> ZONE = new AttachmentKey<>("status zone");

    private final LocationName name;
    private final LocationSettings settings;
    private final LocationHandlers handlers;
    private final LimitExcept limitExcept;
    private final Attachments attachments;
    private final LocationSource source;
    private final boolean addsSlash;

    private final RequestZone zone;

    /** The nested locations; set once while the generation is built. */
    private LocationTree inner = LocationTree.EMPTY;

    /**
     * Creates a location without nested ones.
     *
     * @param name null for a server level
     * @param limitExcept null for none
     * @param attachments values of modules, {@link LocationSettings#KEY} among them; not to be changed any more
     */
    public Location(
            LocationName name,
            LocationHandlers handlers,
            LimitExcept limitExcept,
            Attachments attachments,
            LocationSource source) {
        this.name = name;
        this.handlers = handlers;
        this.limitExcept = limitExcept;
        this.attachments = attachments;
        this.source = source;
        settings = attachments.get(LocationSettings.KEY);
        zone = name == null ? null : attachments.get(ZONE);
        addsSlash = name != null
                && name.text().endsWith("/")
                && name.text().length() > 1
                && handlers.hasHandler()
                && name.kind() != LocationName.Kind.REGEX;
    }

    /** How it is matched; null for a server level. An {@code if} has the name of its location. */
    public LocationName name() {
        return name;
    }

    /** Values of the core directives. */
    public LocationSettings settings() {
        return settings;
    }

    /** The value that a module has attached, or null. */
    public <T> T get(AttachmentKey<T> key) {
        return attachments.get(key);
    }

    /** The zone that counts the requests of this location; null for none, and for a server level. */
    public RequestZone zone() {
        return zone;
    }

    /** Where it is written, and its fingerprint. */
    public LocationSource source() {
        return source;
    }

    public LocationTree inner() {
        return inner;
    }

    /**
     * Whether {@code /uri} is redirected to {@code /uri/}, as nginx does for locations with a handler such as {@code
     * proxy_pass}.
     */
    boolean addsSlash() {
        return addsSlash;
    }

    /** This location, or that of {@code limit_except} for the method. */
    Location forMethod(String method) {
        Location limited = limitExcept == null ? null : limitExcept.location(method);
        return limited == null ? this : limited;
    }

    PhaseHandler[] postRead() {
        return handlers.postRead();
    }

    PhaseHandler[] rewrite() {
        return handlers.rewrite();
    }

    /** As in nginx, subrequests have no access phases. */
    PhaseHandler[] rest(Exchange exchange) {
        return exchange.isSubrequest() ? handlers.restOfSubrequests() : handlers.rest();
    }

    /** The index after the access phases of {@link #rest}, for a client's request. */
    int afterAccess() {
        return handlers.afterAccess();
    }

    PhaseHandler[] tunnel() {
        return handlers.tunnel();
    }

    PhaseHandler[] log() {
        return handlers.log();
    }

    Filter[] filters(Exchange exchange) {
        return exchange.isSubrequest() ? handlers.filtersOfSubrequests() : handlers.filters();
    }

    /** Sets the nested locations. Called once, while the generation is built. */
    public void inner(LocationTree tree) {
        inner = tree;
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
