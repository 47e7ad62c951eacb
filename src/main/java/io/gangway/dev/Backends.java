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
 * The backends of the routes where something of ours stands in between: a {@link Detour}, a {@link Replay}. What the developer
 * reads names the backend, not the port in between. Immutable after the start.
 */
final class Backends implements AutoCloseable {
    /**
     * @param name the backend, as the developer gave it
     * @param detour null when nothing delays or cuts
     * @param replayed whether a record plays its part
     */
    private record Backend(String name, Detour detour, boolean replayed) {}

    /** By the address in between. */
    private final Map<String, Backend> backends = new LinkedHashMap<>();

    private final List<AutoCloseable> parts = new ArrayList<>();

    /** Puts in between what the options ask for. */
    static Backends of(DevOptions options, ScheduledExecutorService timer, ExecutorService threads) throws IOException {
        Backends all = new Backends();
        try {
            if (options.meddles()) {
                all.putBetween(options, timer, threads);
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void putBetween(DevOptions options, ScheduledExecutorService timer, ExecutorService threads)
            throws IOException {
        Replay replay = options.replay == null ? null : own(new Replay(Recording.read(options.replay), timer));
        for (Route route : options.routes) {
            if (backends.values().stream().anyMatch(known -> known.name().equals(route.authority()))) {
                continue;
            }
            Detour detour = null;
            if (options.delayMillis > 0 || options.cutAfterMillis > 0) {
                String host = replay == null ? route.host() : "127.0.0.1";
                int port = replay == null ? route.port() : replay.port();
                detour = own(new Detour(host, port, options.delayMillis, options.cutAfterMillis, threads));
            }
            String address = detour == null ? "127.0.0.1:" + replay.port() : detour.address();
            backends.put(address, new Backend(route.authority(), detour, replay != null));
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.add(part);
        return part;
    }

    /** Gives each backend's name with the address that stands in its place. */
    void forEach(BiConsumer<String, String> action) {
        backends.forEach((address, backend) -> action.accept(backend.name(), address));
    }

    /** What the developer reads for an address of {@code $upstream_addr}. */
    String shown(String address) {
        Backend backend = backends.get(address);
        return backend == null ? address : backend.name() + (backend.replayed() ? " (replayed)" : "");
    }

    /** The backend itself, {@code HOST:PORT}. */
    String real(String address) {
        Backend backend = backends.get(address);
        return backend == null ? address : backend.name();
    }

    /** Whether a connection there was cut, as the options ask, since so long. */
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
