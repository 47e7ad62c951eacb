package io.gangway.cluster;

import io.gangway.config.SyncZone;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * This node, from the opening of its port to its close. All of its work is done by one thread of its own, since JGroups
 * blocks: no event loop waits for it.
 */
final class ClusterNode {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ZoneSyncSettings settings;
    private final ZoneSynchronizer zones;
    private final ScheduledExecutorService thread;

    // ---- of the thread

    private ErrorLog log;
    private List<InetSocketAddress> addresses;
    /** Null while the port cannot be opened. */
    private Group group;

    private String lastFailure;
    private long retryNanos = System.nanoTime();

    /** @param portFree completes when the node before, if any, no longer uses its port */
    ClusterNode(ZoneSyncSettings settings, ErrorLog log, CompletableFuture<Void> portFree) {
        this.settings = settings;
        this.log = log;
        addresses = settings.addresses();
        zones = new ZoneSynchronizer(
                () -> System.nanoTime() / NANOS_PER_MILLI, settings.maxRecord(), settings.maxMessage());
        // What comes after the close is of no use.
        thread = new ScheduledThreadPoolExecutor(1, ClusterNode::daemon, new ThreadPoolExecutor.DiscardPolicy());
        thread.execute(portFree::join);
        thread.scheduleWithFixedDelay(this::turn, 0, settings.intervalMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable task) {
        Thread created = new Thread(task, "zone_sync");
        created.setDaemon(true);
        return created;
    }

    ZoneSyncSettings settings() {
        return settings;
    }

    SyncStatus status() {
        return zones.status();
    }

    /** Shares these zones from now on. */
    void use(List<SyncZone> all, ErrorLog errorLog) {
        thread.execute(() -> {
            log = errorLog;
            JGroupsLog.to(errorLog);
        });
        zones.use(all, errorLog);
    }

    /** Sets where other nodes may be, besides the addresses that do not change. */
    void addresses(List<InetSocketAddress> all) {
        thread.execute(() -> {
            addresses = all;
            if (group != null) {
                group.addresses(all);
            }
        });
    }

    /** Runs a task after a time. */
    void later(long millis, Runnable task) {
        thread.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Leaves the group, after the last changes were sent. Another node may use the zones at once.
     *
     * @return completes when another node may use the port
     */
    CompletableFuture<Void> close() {
        List<byte[]> last = zones.end();
        return CompletableFuture.runAsync(() -> leave(last), thread);
    }

    private void leave(List<byte[]> last) {
        thread.shutdown();
        if (group == null) {
            return;
        }
        try {
            send(last);
            group.close();
        } catch (RuntimeException | Error e) {
            log.write(LogLevel.ALERT, "zone_sync failed: " + e);
        }
    }

    private void turn() {
        try {
            if (group == null && System.nanoTime() - retryNanos >= 0) {
                join();
            }
            if (group != null) {
                send(zones.take());
            }
        } catch (RuntimeException | Error e) {
            log.write(LogLevel.ALERT, "zone_sync failed: " + e);
        }
    }

    private void join() {
        try {
            group = JGroupsGroup.join(settings, zones, log);
            group.addresses(addresses);
            log.write(LogLevel.NOTICE, "zone_sync: listening on " + text(settings.listen()));
            lastFailure = null;
        } catch (Exception e) {
            retryNanos = System.nanoTime() + settings.retryMillis() * NANOS_PER_MILLI;
            String failure = "zone_sync: cannot listen on " + text(settings.listen()) + ": " + reason(e);
            if (!failure.equals(lastFailure)) {
                log.write(LogLevel.EMERG, failure);
                lastFailure = failure;
            }
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    private void send(List<byte[]> messages) {
        SyncStatus status = zones.status();
        for (byte[] message : messages) {
            try {
                group.send(message);
                status.messagesOut.incrementAndGet();
                status.bytesOut.addAndGet(message.length);
            } catch (Exception e) {
                log.write(LogLevel.ERROR, "zone_sync: a message was not sent: " + reason(e));
            }
        }
    }
}
