package io.gangway.config;

import io.gangway.errorlog.ErrorLog;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Attachments;
import io.gangway.exchange.Filter;
import io.gangway.exchange.FilterOrder;
import io.gangway.exchange.Location;
import io.gangway.exchange.LocationHandlers;
import io.gangway.exchange.Phase;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.Server;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a server level, location or {@code if}: modules add phases, filters, and the values that they need at run
 * time.
 */
public final class LocationBuilder {
    private static final Phase[] PHASES = Phase.values();
    private static final FilterOrder[] FILTERS = FilterOrder.values();
    private static final PhaseHandler[] NO_HANDLERS = {};

    private final Scope scope;
    private final LoadContext context;
    private final Map<Phase, List<PhaseHandler>> phases = new EnumMap<>(Phase.class);
    private final Map<FilterOrder, List<Filter>> filters = new EnumMap<>(FilterOrder.class);
    private final Attachments attachments = new Attachments();

    LocationBuilder(Scope scope, LoadContext context) {
        this.scope = scope;
        this.context = context;
    }

    /** The scope of this level. */
    public Scope scope() {
        return scope;
    }

    public <T> T get(Directive<T> directive) {
        return scope.get(directive);
    }

    public LoadContext context() {
        return context;
    }

    /** Adds a handler after the others of its phase. */
    public LocationBuilder phase(Phase phase, PhaseHandler handler) {
        phases.computeIfAbsent(phase, p -> new ArrayList<>()).add(handler);
        return this;
    }

    /** Adds a filter after the others of its position. */
    public LocationBuilder filter(FilterOrder position, Filter filter) {
        filters.computeIfAbsent(position, p -> new ArrayList<>()).add(filter);
        return this;
    }

    /** Attaches a value for use at run time: {@link Location#get}, and {@link Server#get} for a server level. */
    public <T> LocationBuilder put(AttachmentKey<T> key, T value) {
        attachments.put(key, value);
        return this;
    }

    /** The error log of this level. */
    public ErrorLog errorLog() {
        return context.errorLog(scope);
    }

    /** The location of an inner level ({@code if}, {@code limit_except}). */
    public Location inner(Scope inner) {
        return context.location(inner);
    }

    /** Builds the location. */
    Location location() {
        Phase content = phases.containsKey(Phase.HANDLER) ? Phase.HANDLER : Phase.STATIC;
        LocationHandlers handlers = new LocationHandlers(
                phases(Phase.POST_READ, Phase.POST_READ, false),
                phases(Phase.REWRITE, Phase.REWRITE, false),
                phases(Phase.PREACCESS, content, false),
                phases(Phase.PREACCESS, Phase.ACCESS, false).length,
                phases(Phase.PREACCESS, content, true),
                content == Phase.HANDLER,
                phases(Phase.TUNNEL, Phase.TUNNEL, false),
                phases(Phase.LOG, Phase.LOG, false),
                filters(false),
                filters(true));
        return new Location(
                scope.get(CoreHttp.LOCATION_NAME), handlers, LimitExceptReader.of(this), attachments, scope.source());
    }

    /** The handlers of a range of phases; a subrequest has no access phases. */
    private PhaseHandler[] phases(Phase first, Phase last, boolean ofSubrequest) {
        List<PhaseHandler> all = new ArrayList<>();
        for (int i = first.ordinal(); i <= last.ordinal(); i++) {
            List<PhaseHandler> handlers = phases.getOrDefault(PHASES[i], List.of());
            if (PHASES[i] == Phase.HANDLER && !handlers.isEmpty()) {
                all.add(handlers.get(0));
            } else if (!ofSubrequest || PHASES[i] != Phase.ACCESS && PHASES[i] != Phase.POST_ACCESS) {
                all.addAll(handlers);
            }
        }
        return all.isEmpty() ? NO_HANDLERS : all.toArray(PhaseHandler[]::new);
    }

    private Filter[] filters(boolean ofSubrequest) {
        List<Filter> all = new ArrayList<>();
        for (FilterOrder position : FILTERS) {
            if (!ofSubrequest || position.ofSubrequests()) {
                all.addAll(filters.getOrDefault(position, List.of()));
            }
        }
        return all.toArray(Filter[]::new);
    }
}
