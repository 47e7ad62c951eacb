package io.gangway.cache;

import io.gangway.config.BackgroundTask;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Generation;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

/**
 * Loader, eviction and purger of a zone while a generation is served. They run in the pool, in turns; between these a
 * timer of a loop waits. Of two generations with the same zone, the newer one has the jobs.
 */
final class CacheJobs implements BackgroundTask {
    /** After which time a job goes on that failed, or that a full pool did not take. */
    private static final long RETRY_MILLIS = 1000;

    private final CacheZone zone;
    private final CachePath path;
    private volatile boolean stopped;
    /** Those that have not ended. */
    private final Set<CacheJob> running = ConcurrentHashMap.newKeySet();

    /** Set on the loop, before anything else. */
    private EventLoop loop;

    private BiConsumer<LogLevel, String> log;

    private boolean purging;

    CacheJobs(CacheZone zone, CachePath path) {
        this.zone = zone;
        this.path = path;
    }

    @Override
    public void start(Generation generation, EventLoop on) {
        start(on, generation.errorLog()::write);
    }

    void start(EventLoop with, BiConsumer<LogLevel, String> errorLog) {
        if (stopped) {
            return;
        }
        loop = with;
        log = errorLog;
        zone.serve(path, this);
        loop.offload(
                () -> {
                    zone.directory().create();
                    zone.measureBlocks();
                    return null;
                },
                (nothing, failure) -> {
                    if (failure != null) {
                        failed(failure);
                    }
                    if (zone.isCold()) {
                        run(new CacheLoader(zone, path, log), () -> {});
                    }
                    run(new CacheEviction(zone, path, log), () -> {});
                    purge();
                });
    }

    /** Deletes the files of purges, soon. Any thread. */
    void wakePurger() {
        loop.execute(this::purge);
    }

    private void purge() {
        if (!purging && !zone.purges().running().isEmpty()) {
            purging = true;
            run(new CachePurger(zone, path), () -> {
                purging = false;
                purge();
            });
        }
    }

    private boolean isStopped() {
        return stopped || !zone.isServedBy(this);
    }

    /** Runs a job to its end; a failure ends its turn only. On the loop. */
    private void run(CacheJob job, Runnable then) {
        running.add(job);
        if (isStopped()) {
            end(job);
            return;
        }
        long seconds = loop.monotonicMillis() / 1000;
        loop.offload(() -> job.run(seconds, this::isStopped), (wait, failure) -> {
            if (failure != null) {
                failed(failure);
            }
            if (isStopped() || failure == null && wait == CacheJob.ENDED) {
                end(job);
                if (!isStopped()) {
                    then.run();
                }
            } else {
                Timer timer = loop.timer(() -> run(job, then));
                timer.arm(failure == null ? wait : RETRY_MILLIS);
            }
        });
    }

    private void end(CacheJob job) {
        running.remove(job);
        job.close();
    }

    private void failed(Throwable failure) {
        if (!(failure instanceof RejectedExecutionException)) {
            log.accept(
                    failure instanceof IOException ? LogLevel.CRIT : LogLevel.ALERT,
                    failure instanceof IOException ? failure.getMessage() : String.valueOf(failure));
        }
    }

    @Override
    public void stop() {
        stopped = true;
        running.forEach(CacheJob::close);
    }
}
