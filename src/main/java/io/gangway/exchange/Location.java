package io.gangway.exchange;

/**
 * One composed {@code location}, server level or {@code if}: what an exchange in it goes through. Immutable once its
 * generation is built.
 */
public final class Location {
    private final LocationName name;
    private final LocationSettings settings;
    private final LocationHandlers handlers;
    private final LimitExcept limitExcept;
    private final Attachments attachments;
    private final LocationSource source;
    private final boolean takesDirectory;

    /** The locations written inside this one; set once while the generation is built. */
    private LocationTree inner = LocationTree.EMPTY;

    /**
     * A location without inner ones.
     *
     * @param name null for a server level
     * @param limitExcept null for none
     * @param attachments what modules keep here, with {@link LocationSettings#KEY} among it; not changed any more
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
        takesDirectory = name != null
                && name.text().endsWith("/")
                && name.text().length() > 1
                && handlers.hasHandler()
                && name.kind() != LocationName.Kind.REGEX;
    }

    /** How it is matched; null for a server level. An {@code if} has that of its location. */
    public LocationName name() {
        return name;
    }

    /** Its values of the core directives. */
    public LocationSettings settings() {
        return settings;
    }

    /** What a module keeps here, or null. */
    public <T> T get(AttachmentKey<T> key) {
        return attachments.get(key);
    }

    /** Where it is written and what it means. */
    public LocationSource source() {
        return source;
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
        return handlers.postRead();
    }

    PhaseHandler[] rewrite() {
        return handlers.rewrite();
    }

    /** Access is the matter of the client's own request alone, as in nginx. */
    PhaseHandler[] rest(Exchange exchange) {
        return exchange.isSubrequest() ? handlers.restOfSubrequests() : handlers.rest();
    }

    /** Where in {@link #rest} the access phases of a client's own request are over. */
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

    /** Sets the locations written inside this one. Called once, while the generation is built. */
    public void inner(LocationTree tree) {
        inner = tree;
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
