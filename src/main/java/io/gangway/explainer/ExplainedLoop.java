package io.gangway.explainer;

import io.gangway.http.HttpDate;
import io.gangway.loop.ConnectAttempt;
import io.gangway.loop.Datagrams;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The loop of one explained request: the calling thread, until there is no more to do. Offloaded tasks run at once.
 * Time stands still, so no timer expires. A connection cannot be opened.
 */
public class ExplainedLoop implements EventLoop {
    private static final Timer NEVER = new Timer() {
        @Override
        public void arm(long millis) {
            // Time stands still.
        }

        @Override
        public long untilMillis() {
            return 0;
        }

        @Override
        public void cancel() {
            // It is not armed.
        }
    };

    private final Thread thread = Thread.currentThread();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Map<Object, Object> locals = new IdentityHashMap<>();
    private final ByteBufferPool buffers;
    private final long nanos = System.nanoTime();
    private final long millis = System.currentTimeMillis();

    /** Creates a loop that does not pool its buffers. */
    public ExplainedLoop() {
        this(new ByteBufferPool.NonPooling());
    }

    protected ExplainedLoop(ByteBufferPool buffers) {
        this.buffers = buffers;
    }

    /** Runs all tasks, and those that they submit. */
    public final void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public final boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public final void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public final <T> void offload(Callable<T> task, BiConsumer<T, Throwable> then) {
        execute(() -> {
            T result;
            try {
                result = task.call();
            } catch (Exception | Error e) {
                then.accept(null, e);
                return;
            }
            then.accept(result, null);
        });
    }

    @Override
    public Timer timer(Runnable expired) {
        return NEVER;
    }

    @Override
    public final Dialling dial(ConnectAttempt attempt, ConnectAttempt.Listener listener) {
        throw new UnsupportedOperationException("an explained request opens no connection");
    }

    @Override
    public final Datagrams datagrams(InetSocketAddress peer, Datagrams.Listener listener) {
        throw new UnsupportedOperationException("an explained request sends no datagram");
    }

    @Override
    public final ByteBufferPool buffers() {
        return buffers;
    }

    @Override
    public final RetainableByteBuffer borrow(int size) {
        return buffers.acquire(size, true);
    }

    @Override
    public final void release(RetainableByteBuffer buffer) {
        buffer.release();
    }

    @Override
    public boolean isShortOfMemory() {
        return false;
    }

    @Override
    public final void hold(long bytes) {
        // Nothing is held beyond this call.
    }

    @Override
    public final long nanoTime() {
        return nanos;
    }

    @Override
    public final long monotonicMillis(long ofNanos) {
        return millis + Math.floorDiv(ofNanos - nanos, 1_000_000L);
    }

    @Override
    public final long currentTimeMillis() {
        return millis;
    }

    @Override
    public final String httpDate() {
        return HttpDate.of(millis / 1000);
    }

    @Override
    @SuppressWarnings("unchecked")
    public final <T> T local(Object key, Supplier<T> first) {
        return (T) locals.computeIfAbsent(key, k -> first.get());
    }

    @Override
    @SuppressWarnings("unchecked")
    public final <T> T forget(Object key) {
        return (T) locals.remove(key);
    }
}
