package io.gangway.config;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.conf.Node;
import io.gangway.errorlog.ErrorLog;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Location;
import io.gangway.exchange.Variables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A generation while it is drawn up: what modules share and open while a configuration is read and composed. Ends when the
 * {@link Generation} is built; everything registered by {@link #owns} is closed when that fails.
 */
public final class LoadContext {
    private final Environment environment;
    private final List<Module> modules;
    private final Variables variables = new Variables();
    private final Scope main = new Scope(Context.MAIN, null, null);
    private final ListenLines listens = new ListenLines();
    private final Map<Class<?>, Object> services = new IdentityHashMap<>();
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> noEffect = new ArrayList<>();
    private final Map<Scope, Location> locations = new LinkedHashMap<>();
    private final LocationFingerprint text = new LocationFingerprint();

    LoadContext(Environment environment, List<Module> modules) {
        this.environment = environment;
        this.modules = modules;
        modules.forEach(module -> module.variables(variables));
    }

    public Environment environment() {
        return environment;
    }

    public Variables variables() {
        return variables;
    }

    ListenLines listens() {
        return listens;
    }

    /** The outermost level. */
    public Scope main() {
        return main;
    }

    /** The {@code http} level, or null when the file has none. */
    public Scope http() {
        List<Scope> found = main.inner(CoreHttp.HTTP_BLOCK);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Keeps something of a module for this generation, under its type. */
    public <T> void service(Class<T> type, T service) {
        services.put(type, service);
    }

    /** What a module keeps under that type, or null. */
    public <T> T service(Class<T> type) {
        return type.cast(services.get(type));
    }

    /** What a module keeps under that type; made by the first that asks. */
    public <T> T shared(Class<T> type, Supplier<T> first) {
        T known = service(type);
        if (known == null) {
            known = first.get();
            services.put(type, known);
        }
        return known;
    }

    /** Hands over something that must be closed with the generation. */
    public <T extends AutoCloseable> T owns(T resource) {
        resources.add(resource);
        return resource;
    }

    /** A remark for the user, nginx's {@code [warn]}. */
    public void warn(String message) {
        warnings.add(message);
    }

    /** The remarks so far. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Remembers that a directive was accepted that has no effect here. */
    void noEffect(String name) {
        if (!noEffect.contains(name)) {
            noEffect.add(name);
        }
    }

    List<String> noEffect() {
        return List.copyOf(noEffect);
    }

    /** Closes what was opened, when the drawing came to nothing. */
    void close() {
        for (int i = resources.size() - 1; i >= 0; i--) {
            try {
                resources.get(i).close();
            } catch (Exception e) {
                warn("closing " + resources.get(i) + " failed: " + e);
            }
        }
    }

    /** The composed location of a level; composed on first use. */
    Location location(Scope scope) {
        Location location = locations.get(scope);
        if (location == null) {
            LocationBuilder place = new LocationBuilder(scope, this);
            compose(place);
            location = place.location(text.of(scope));
            locations.put(scope, location);
        }
        return location;
    }

    private void compose(LocationBuilder location) {
        try {
            modules.forEach(module -> module.compose(location));
        } catch (ConfException e) {
            Node level = location.scope().node();
            throw level == null ? e : e.seenAt(level.end());
        }
    }

    /** The error log of a level; none when no room gives one. */
    ErrorLog errorLog(Scope scope) {
        ErrorLogs logs = service(ErrorLogs.class);
        return logs == null ? ErrorLog.NONE : logs.of(scope);
    }

    /** All that were composed. */
    Collection<Location> locations() {
        return locations.values();
    }

    Map<Class<?>, Object> services() {
        return services;
    }

    List<AutoCloseable> resources() {
        return resources;
    }
}
