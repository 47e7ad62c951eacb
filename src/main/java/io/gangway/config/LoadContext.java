package io.gangway.config;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.conf.Node;
import io.gangway.conf.SourceFile;
import io.gangway.errorlog.ErrorLog;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Location;
import io.gangway.exchange.Variables;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The state of a generation while it is loaded: what modules share and open. Ends when the {@link Generation} is built;
 * if loading fails, everything registered by {@link #closeWithGeneration} is closed.
 */
public final class LoadContext {
    private final Environment environment;
    private final List<Module> modules;
    private final boolean resolvesNames;
    private final boolean opensLogs;
    private final List<SourceFile> files;
    private final Variables variables = new Variables();
    private final Scope main;
    private final ListenLines listens = new ListenLines();
    private final Map<Class<?>, Object> services = new IdentityHashMap<>();
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> noEffect = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Map<Scope, Location> locations = new LinkedHashMap<>();

    LoadContext(
            Environment environment,
            List<Module> modules,
            Directives directives,
            List<SourceFile> files,
            boolean resolvesNames,
            boolean opensLogs) {
        this.environment = environment;
        this.modules = modules;
        this.files = files;
        this.resolvesNames = resolvesNames;
        this.opensLogs = opensLogs;
        main = new Scope(new LocationFingerprint(directives));
        modules.forEach(module -> module.variables(variables));
    }

    public Environment environment() {
        return environment;
    }

    /** Whether names of other hosts are resolved; false when the configuration is only looked at. */
    public boolean resolvesNames() {
        return resolvesNames;
    }

    /** Whether log files are opened; false when the configuration is only checked. */
    public boolean opensLogs() {
        return opensLogs;
    }

    /** The files that are loaded, in the order of their first reading. */
    public List<SourceFile> files() {
        return files;
    }

    public Variables variables() {
        return variables;
    }

    ListenLines listens() {
        return listens;
    }

    /** The main level. */
    public Scope main() {
        return main;
    }

    /** The {@code http} level, or null when there is none. */
    public Scope http() {
        List<Scope> found = main.inner(CoreHttp.HTTP_BLOCK);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Registers an object of a module for this generation, by its type. */
    public <T> void service(Class<T> type, T service) {
        services.put(type, service);
    }

    /** The object registered under that type, or null. */
    public <T> T service(Class<T> type) {
        return type.cast(services.get(type));
    }

    /** The object registered under that type; created on first use. */
    public <T> T shared(Class<T> type, Supplier<T> factory) {
        T known = service(type);
        if (known == null) {
            known = factory.get();
            services.put(type, known);
        }
        return known;
    }

    /** Registers a resource that is closed with the generation, and returns it. */
    public <T extends AutoCloseable> T closeWithGeneration(T resource) {
        resources.add(resource);
        return resource;
    }

    /**
     * The addresses of a host name, or the address that a text is. May block. Each name has the loopback address if
     * names are not resolved.
     */
    public InetAddress[] lookUp(String host) throws UnknownHostException {
        boolean literal = host.matches("[0-9.]+") || host.indexOf(':') >= 0;
        return resolvesNames || literal
                ? InetAddress.getAllByName(host)
                : new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    /** Adds a warning, nginx's {@code [warn]}. */
    public void warn(String message) {
        warnings.add(message);
    }

    /** The warnings so far. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Records a directive that was accepted but has no effect. */
    void noEffect(String name) {
        if (!noEffect.contains(name)) {
            noEffect.add(name);
        }
    }

    List<String> noEffect() {
        return List.copyOf(noEffect);
    }

    /** Warns of what is left out, and gives its variables no value. */
    void leaveOut(LeftOut left) {
        leftOut.addAll(left.messages());
        warnings.addAll(left.messages());
        left.variables().forEach(name -> variables.define(name, x -> null));
    }

    /** What is left out of the files since it is not supported: a message for each directive, with file and line. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Closes the resources, last first, after loading has failed. */
    void close() {
        for (int i = resources.size() - 1; i >= 0; i--) {
            try {
                resources.get(i).close();
            } catch (Exception e) {
                warn("closing " + resources.get(i) + " failed: " + e);
            }
        }
    }

    /** The location of a level; built on first use. */
    Location location(Scope scope) {
        Location location = locations.get(scope);
        if (location == null) {
            LocationBuilder builder = new LocationBuilder(scope, this);
            compose(builder);
            location = builder.location();
            locations.put(scope, location);
        }
        return location;
    }

    private void compose(LocationBuilder location) {
        try {
            modules.forEach(module -> module.compose(location));
        } catch (ConfException e) {
            Node level = location.scope().node();
            throw level == null ? e : e.at(level.end());
        }
    }

    /** The error log of a level; {@link ErrorLog#NONE} without a module that provides one. */
    ErrorLog errorLog(Scope scope) {
        ErrorLogs logs = service(ErrorLogs.class);
        return logs == null ? ErrorLog.NONE : logs.of(scope);
    }

    /** All locations built so far. */
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
