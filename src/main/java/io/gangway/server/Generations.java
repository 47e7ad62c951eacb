package io.gangway.server;

import io.gangway.config.Drain;
import io.gangway.config.LocationDiff;
import io.gangway.errorlog.Reopenable;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Location;
import io.gangway.exchange.Tunnels;
import io.gangway.metrics.GenerationStats;
import io.gangway.server.connection.GenerationRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The generations in memory: the running one, and older ones that are still in use. Thread-safe. */
final class Generations {
    private final Set<GenerationRef> live = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();

    /** Adds a generation, with one use for running it. */
    GenerationRef add(Generation generation) {
        generation.number(numbers.incrementAndGet());
        return new GenerationRef(generation, generation.number(), live);
    }

    /** Statistics of all generations, oldest first. */
    List<GenerationStats> gauges(GenerationRef running) {
        return newestFirst().stream()
                .sorted(Comparator.comparingLong(GenerationRef::number))
                .map(ref -> ref.gauge(ref == running))
                .toList();
    }

    /** When a generation in memory was loaded; null for another. */
    Instant loaded(long number) {
        for (GenerationRef ref : live) {
            if (ref.number() == number) {
                return ref.loaded();
            }
        }
        return null;
    }

    private List<GenerationRef> newestFirst() {
        return live.stream()
                .sorted(Comparator.comparingLong(GenerationRef::number).reversed())
                .toList();
    }

    /**
     * Drains the tunnels of older generations whose location is removed or changed in this one. When more than {@code
     * worker_generations} generations keep other tunnels, the tunnels of the oldest ones are drained too.
     */
    void drainOlder(GenerationRef running) {
        // Comparing locations takes a while in a large configuration: only when it can decide on something.
        List<GenerationRef> older = newestFirst().stream()
                .filter(ref -> ref.number() < running.number())
                .toList();
        if (older.isEmpty()) {
            return;
        }
        Function<Location, Tunnels.Ending> changes = new LocationDiff(running.generation());
        int left = running.generation().settings().workerGenerations();
        Drain drain = new Drain();
        for (GenerationRef ref : older) {
            Tunnels tunnels = ref.generation().tunnels();
            if (left == 0) {
                drain.add(tunnels, location -> Tunnels.Ending.CHANGED);
            } else if (drain.add(tunnels, changes)) {
                left--;
            }
        }
        drain.start();
    }

    /** Drains all tunnels when the process stops. */
    void drainAll() {
        Drain drain = new Drain();
        live.forEach(ref -> drain.add(ref.generation().tunnels(), location -> Tunnels.Ending.STOP));
        drain.start();
    }

    /** Reopens the log files of all generations. */
    void reopenLogs() {
        for (GenerationRef ref : live) {
            if (!ref.tryRetain()) {
                continue;
            }
            try {
                Reopenable logs = ref.generation().service(Reopenable.class);
                if (logs != null) {
                    logs.reopen();
                }
            } finally {
                ref.release();
            }
        }
    }
}
