package io.gangway.exchange;

import io.gangway.net.Listen;
import io.gangway.net.ServerName;
import java.util.List;

/** One composed {@code server}. Immutable once its generation is built. */
public final class Server {
    private final List<Listen> listens;
    private final List<ServerName> names;
    private final Location base;
    private final LocationTree locations;
    private final ServerSettings settings;

    /**
     * A server.
     *
     * @param base its own level, which keeps {@link ServerSettings#KEY} too
     */
    public Server(List<Listen> listens, List<ServerName> names, Location base, LocationTree locations) {
        this.listens = listens;
        this.names = names;
        this.base = base;
        this.locations = locations;
        settings = base.get(ServerSettings.KEY);
    }

    /** What a module keeps on the server's level, or null. */
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

    /** What counts where no location matches, and until one is chosen. */
    public Location base() {
        return base;
    }

    public LocationTree locations() {
        return locations;
    }

    /** What counts for a connection before and while a request head is read. */
    public ServerSettings settings() {
        return settings;
    }
}
