package io.gangway.dev;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;

/**
 * The backends of the routes that are reached through a {@link Detour} or a {@link Replay}. Messages for the developer
 * name the backend, not the port in between. Immutable after the start.
 */
final class Backends implements AutoCloseable {
    /**
     * @param name the backend, as the developer wrote it
     * @param detour null without delay and cut
     * @param replayed whether a recording replaces it
     */
    private record Backend(String name, Detour detour, boolean replayed) {}

    /** By the address of the detour or replay. */
    private final Map<String, Backend> backends = new LinkedHashMap<>();

    private final List<AutoCloseable> parts = new ArrayList<>();

    /** Starts the detours and the replay that the options ask for. */
    static Backends of(DevOptions options, ScheduledExecutorService timer, ExecutorService threads) throws IOException {
        Backends all = new Backends();
        try {
            if (options.disturbsConnections()) {
                all.interpose(options, timer, threads);
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void interpose(DevOptions options, ScheduledExecutorService timer, ExecutorService threads)
            throws IOException {
        Replay replay = options.replay == null ? null : closeLater(new Replay(Recording.read(options.replay), timer));
        for (Route route : options.routes) {
            if (backends.values().stream().anyMatch(known -> known.name().equals(route.authority()))) {
                continue;
            }
            Detour detour = null;
            if (options.delayMillis > 0 || options.cutAfterMillis > 0) {
                String host = replay == null ? route.host() : "127.0.0.1";
                int port = replay == null ? route.port() : replay.port();
                detour = closeLater(new Detour(host, port, options.delayMillis, options.cutAfterMillis, threads));
            }
            String address = detour == null ? "127.0.0.1:" + replay.port() : detour.address();
            backends.put(address, new Backend(route.authority(), detour, replay != null));
        }
    }

    private <T extends AutoCloseable> T closeLater(T part) {
        parts.add(part);
        return part;
    }

    /** Calls {@code action} with the name of each backend and the address that replaces it. */
    void forEach(BiConsumer<String, String> action) {
        backends.forEach((address, backend) -> action.accept(backend.name(), address));
    }

    /** The name that the developer sees for an address of {@code $upstream_addr}. */
    String displayName(String address) {
        Backend backend = backends.get(address);
        return backend == null ? address : backend.name() + (backend.replayed() ? " (replayed)" : "");
    }

    /** The backend itself, {@code HOST:PORT}. */
    String real(String address) {
        Backend backend = backends.get(address);
        return backend == null ? address : backend.name();
    }

    /** Whether {@code --cut-after} has cut a connection to this address within {@code since}. */
    boolean wasCut(String address, Duration since) {
        Backend backend = backends.get(address);
        return backend != null && backend.detour() != null && backend.detour().hasCutWithin(since);
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
