package io.gangway.cache;

import io.gangway.content.TempPath;
import io.gangway.errorlog.LogLevel;
import io.gangway.http.Fields;
import io.gangway.loop.EventLoopGroup;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.testing.TestClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** Loops and a cache without a server. */
final class CacheBed implements AutoCloseable {
    static final CacheSettings PLAIN = new CacheSettings(1, 4096, false, 5000, 5000);
    static final CacheSettings LOCKED = new CacheSettings(1, 4096, true, 5000, 5000);

    private static final long SECONDS = 30;

    final TestClock clock = TestClock.running();
    final List<String> log = new CopyOnWriteArrayList<>();

    /** Whether the pool takes no more tasks, as when its queue is full. */
    final AtomicBoolean rejects = new AtomicBoolean();

    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private volatile boolean holds;

    private final QueuedThreadPool threads = new QueuedThreadPool(8);
    private final QueuedThreadPool blocking = new QueuedThreadPool(8);
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler("test", true);
    private final EventLoopGroup loops =
            new EventLoopGroup(threads, this::block, scheduler, new ArrayByteBufferPool(), clock, 2);
    private final Path dir;
    final CacheZone zone;

    CacheBed(Path dir) {
        this(dir, path(dir, 1 << 20, true));
    }

    CacheBed(Path dir, CachePath path) {
        this.dir = dir;
        zone = new CacheZone(path);
        LifeCycle.start(threads);
        LifeCycle.start(blocking);
        LifeCycle.start(scheduler);
        LifeCycle.start(loops);
    }

    private void block(Runnable task) {
        if (rejects.get()) {
            throw new RejectedExecutionException("the queue is full");
        }
        if (holds) {
            held.add(task);
        } else {
            blocking.execute(task);
        }
    }

    /** Lets tasks wait for {@link #resumePool}. */
    void holdPool() {
        holds = true;
    }

    void resumePool() {
        holds = false;
        held.forEach(blocking::execute);
        held.clear();
    }

    /** A cache with two levels that is cleaned up after ten minutes. */
    static CachePath path(Path dir, long zoneSize, boolean ownTemp) {
        CachePath.Pace pace = CachePath.Pace.DEFAULT;
        return new CachePath(
                dir.resolve("cache"),
                List.of(1, 2),
                ownTemp,
                "one",
                zoneSize,
                600,
                Long.MAX_VALUE,
                0,
                pace,
                pace,
                CachePath.Pace.OF_PURGER);
    }

    SelectorEventLoop loop(int number) {
        return loops.all()[number];
    }

    void log(LogLevel level, String message) {
        log.add(level.name().toLowerCase(java.util.Locale.ROOT) + " " + message);
    }

    /** Runs something on a loop and returns its result. */
    <T> T on(int loop, Callable<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop(loop).execute(() -> {
            try {
                result.complete(action.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return await(result);
    }

    static <T> T await(CompletableFuture<T> result) {
        try {
            return result.get(SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A request, on a loop. */
    CacheAccess access(int loop, String key, CacheSettings settings, String... fields) {
        Fields.Builder request = Fields.builder();
        for (int i = 0; i < fields.length; i += 2) {
            request.add(fields[i], fields[i + 1]);
        }
        return zone.access(loop(loop), new CacheKey(key), request.build(), settings, this::log);
    }

    /** What a request finds; it ends at once. */
    CacheAccess.Found find(String key, String... fields) {
        return on(0, () -> {
            CacheAccess access = access(0, key, PLAIN, fields);
            CacheAccess.Found found = access.open(() -> {});
            access.close();
            return found;
        });
    }

    /** The body that a request finds; null for none. */
    String body(String key, String... fields) {
        return on(0, () -> {
            CacheAccess access = access(0, key, PLAIN, fields);
            access.open(() -> {});
            String body = access.file() == null ? null : text(access.file());
            access.close();
            return body;
        });
    }

    private static String text(CacheFile file) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate((int) file.bodyLength());
        if (file.isWhole()) {
            file.copyBody(bytes);
        } else {
            try (java.nio.channels.FileChannel channel = file.takeChannel()) {
                channel.read(bytes, file.header().layout().bodyStart());
            }
        }
        return StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
    }

    /** A header that is valid for some seconds. */
    CacheHeader header(long seconds, String vary) {
        long now = clock.currentTimeMillis() / 1000;
        return new CacheHeader(now + seconds, 0, 0, -1, now, "", vary);
    }

    /** Stores a response as a request does, and waits until it is in its layout. */
    void store(String key, long seconds, String vary, String body, String... fields) {
        CacheAccess access = access(0, key, PLAIN, fields);
        CacheWriter writer = on(0, () -> {
            access.open(() -> {});
            return begin(access, header(seconds, vary));
        });
        on(0, () -> {
            writer.write(buffer(body));
            return null;
        });
        finish(access, writer);
    }

    /** Completes a response on loop 0, and waits until it is in its layout. */
    void finish(CacheAccess access, CacheWriter writer) {
        on(0, () -> {
            writer.finish(() -> {});
            writer.close();
            access.close();
            return null;
        });
        settle();
    }

    CacheWriter begin(CacheAccess access, CacheHeader header) {
        return access.store(header, head(), new TempPath(dir.resolve("temp"), List.of()));
    }

    static ByteBuffer head() {
        return ByteBuffer.wrap("HTTP/1.1 200 OK\r\nA: b\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    static RetainableByteBuffer buffer(String text) {
        return RetainableByteBuffer.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Waits until the pool has nothing to do, nor the loops. */
    void settle() {
        for (int quiet = 0; quiet < 3; quiet++) {
            clock.awaitLoops();
            while (blocking.getQueueSize() > 0 || blocking.getBusyThreads() > 0) {
                quiet = 0;
                Thread.onSpinWait();
            }
        }
    }

    Path directory() {
        return dir.resolve("cache");
    }

    @Override
    public void close() {
        LifeCycle.stop(loops);
        LifeCycle.stop(scheduler);
        LifeCycle.stop(blocking);
        LifeCycle.stop(threads);
    }
}
