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
import java.util.function.Predicate;

/**
 * Builds a server level, location or {@code if}: modules add phases, filters, and the values that they need at run
 * time.
 */
public final class LocationBuilder {
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
                phases(Phase.POST_READ, Phase.POST_READ),
                phases(Phase.REWRITE, Phase.REWRITE),
                phases(Phase.PREACCESS, content),
                phases(Phase.PREACCESS, Phase.ACCESS).length,
                phases(Phase.PREACCESS, content, phase -> phase != Phase.ACCESS && phase != Phase.POST_ACCESS),
                content == Phase.HANDLER,
                phases(Phase.TUNNEL, Phase.TUNNEL),
                phases(Phase.LOG, Phase.LOG),
                filters(position -> true),
                filters(FilterOrder::ofSubrequests));
        return new Location(
                scope.get(CoreHttp.LOCATION_NAME), handlers, LimitExceptReader.of(this), attachments, scope.source());
    }

    private PhaseHandler[] phases(Phase first, Phase last) {
        return phases(first, last, phase -> true);
    }

    private PhaseHandler[] phases(Phase first, Phase last, Predicate<Phase> wanted) {
        List<PhaseHandler> all = new ArrayList<>();
        phases.forEach((phase, list) -> {
            if (phase.compareTo(first) >= 0 && phase.compareTo(last) <= 0 && wanted.test(phase)) {
                all.addAll(phase == Phase.HANDLER ? list.subList(0, 1) : list);
            }
        });
        return all.toArray(PhaseHandler[]::new);
    }

    private Filter[] filters(Predicate<FilterOrder> wanted) {
        List<Filter> all = new ArrayList<>();
        filters.forEach((position, list) -> {
            if (wanted.test(position)) {
                all.addAll(list);
            }
        });
        return all.toArray(Filter[]::new);
    }
}
