package io.gangway.exchange;

import io.gangway.metrics.RequestZone;
import io.gangway.net.Listen;
import io.gangway.net.ServerName;
import java.util.List;

/** One {@code server}. Immutable once its generation is built. */
public final class Server {
    private final List<Listen> listens;
    private final List<ServerName> names;
    private final Location base;
    private final LocationTree locations;
    private final ServerSettings settings;
    private final RequestZone zone;

    /**
     * Creates a server.
     *
     * @param base the server level, with an attachment {@link ServerSettings#KEY}
     */
    public Server(List<Listen> listens, List<ServerName> names, Location base, LocationTree locations) {
        this.listens = listens;
        this.names = names;
        this.base = base;
        this.locations = locations;
        settings = base.get(ServerSettings.KEY);
        zone = base.get(Location.ZONE);
    }

    /** The value that a module has attached to the server level, or null. */
    public <T> T get(AttachmentKey<T> key) {
        return base.get(key);
    }

    public List<Listen> listens() {
        return listens;
    }

    public List<ServerName> names() {
        return names;
    }

    /** {@code $server_name}: the first name; empty when it has none. */
    public String name() {
        return names.isEmpty() ? "" : names.get(0).display();
    }

    /** The server level: in effect until a location is selected, and when none matches. */
    public Location base() {
        return base;
    }

    /** The zone that counts the requests of this server; null for none. */
    public RequestZone zone() {
        return zone;
    }

    public LocationTree locations() {
        return locations;
    }

    /** Settings of a connection before a request head has been read. */
    public ServerSettings settings() {
        return settings;
    }
}
