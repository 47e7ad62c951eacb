package io.gangway.exchange;

import io.gangway.conf.Environment;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.gangway.metrics.EngineStatus;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One loaded configuration with everything built from it. Immutable; running exchanges keep the generation that they
 * began with. {@link #close()} frees its resources once it is no longer used.
 */
public final class Generation implements AutoCloseable {
    private final Environment environment;
    private final MainSettings settings;
    private final List<Location> locations;
    private final Map<SocketAddress, VirtualHosts> listens;
    private final Variables variables;
    private final ErrorLog errorLog;
    private final Map<Class<?>, Object> services;
    private final List<AutoCloseable> resources;
    private final boolean usesRequestBody;
    private final Tunnels tunnels = new Tunnels();

    /** Set once, before the first request, like the next one. */
    private volatile EngineStatus engine;

    private volatile long number;

    /**
     * Creates a generation.
     *
     * @param services objects of modules by type, {@link MainSettings} among them
     * @param resources closed with the generation, last first
     */
    public Generation(
            Environment environment,
            Map<SocketAddress, VirtualHosts> listens,
            Collection<Location> locations,
            Variables variables,
            ErrorLog errorLog,
            Map<Class<?>, Object> services,
            List<AutoCloseable> resources) {
        this.environment = environment;
        this.locations = List.copyOf(locations);
        this.listens = Collections.unmodifiableMap(new LinkedHashMap<>(listens));
        this.variables = variables;
        usesRequestBody = variables.isUsed("request_body");
        this.errorLog = errorLog;
        this.services = new IdentityHashMap<>(services);
        settings = service(MainSettings.class);
        this.resources = List.copyOf(resources);
    }

    public Environment environment() {
        return environment;
    }

    /** Settings of the process. */
    public MainSettings settings() {
        return settings;
    }

    /** All locations, including server levels, {@code if} and {@code limit_except}. */
    public List<Location> locations() {
        return locations;
    }

    /** The virtual hosts of each listen address, in the order of the file. */
    public Map<SocketAddress, VirtualHosts> listens() {
        return listens;
    }

    /** The error log of the main level. */
    public ErrorLog errorLog() {
        return errorLog;
    }

    /** The open tunnels of this generation. */
    public Tunnels tunnels() {
        return tunnels;
    }

    /** The state of the engine that serves this generation; null before it is served. */
    public EngineStatus engine() {
        return engine;
    }

    /** Sets the engine that serves this generation. Called once, before the first request. */
    public void engine(EngineStatus serving) {
        engine = serving;
    }

    /** 1 for the first configuration of the engine, and so on; 0 before it is served. */
    public long number() {
        return number;
    }

    /** Sets the number. Called once, before the first request. */
    public void number(long ofEngine) {
        number = ofEngine;
    }

    /** The object that a module has registered under its type, or null. */
    public <T> T service(Class<T> type) {
        return type.cast(services.get(type));
    }

    /** The variable of that name, which must exist in the configuration. */
    public Variable variable(String name) {
        return variables.refer(name);
    }

    /** The value of a variable, even one that the configuration does not contain; null when there is none. */
    String value(String name, Exchange exchange) {
        Variable.Getter found = variables.find(name);
        return found == null ? null : found.get(exchange);
    }

    /** Whether {@code $request_body} is used. */
    boolean usesRequestBody() {
        return usesRequestBody;
    }

    /** Closes the resources of the modules, last first. */
    @Override
    public void close() {
        for (int i = resources.size() - 1; i >= 0; i--) {
            try {
                resources.get(i).close();
            } catch (Exception e) {
                errorLog.write(LogLevel.ALERT, "closing " + resources.get(i) + " failed: " + e);
            }
        }
    }
}
