package io.gangway.http2.stream;

import io.gangway.loop.ConnectAttempt;
import io.gangway.loop.Datagrams;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** A loop whose tasks and timers run when a test says so; its buffers are watched. */
final class ManualLoop implements EventLoop {
    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<ManualTimer> timers = new ArrayList<>();

    boolean shortOfMemory;

    /** Runs the tasks that are waiting, and those that they add. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Lets all armed timers expire. */
    void expire() {
        for (ManualTimer timer : List.copyOf(timers)) {
            if (timer.armed) {
                timer.armed = false;
                timer.expired.run();
            }
        }
    }

    boolean isTimed() {
        return timers.stream().anyMatch(timer -> timer.armed);
    }

    /** The number of buffers in use. */
    int buffersInUse() {
        return buffers.getLeaks().size();
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer timer(Runnable expired) {
        ManualTimer timer = new ManualTimer(expired);
        timers.add(timer);
        return timer;
    }

    @Override
    public ArrayByteBufferPool buffers() {
        return buffers;
    }

    @Override
    public RetainableByteBuffer borrow(int size) {
        return buffers.acquire(size, true);
    }

    @Override
    public void release(RetainableByteBuffer buffer) {
        buffer.release();
    }

    @Override
    public boolean isShortOfMemory() {
        return shortOfMemory;
    }

    @Override
    public void hold(long bytes) {}

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public long monotonicMillis(long nanos) {
        return 0;
    }

    @Override
    public long currentTimeMillis() {
        return 0;
    }

    @Override
    public String httpDate() {
        return "";
    }

    @Override
    public <T> T local(Object key, Supplier<T> first) {
        return first.get();
    }

    @Override
    public <T> T forget(Object key) {
        return null;
    }

    @Override
    public <T> void offload(Callable<T> task, BiConsumer<T, Throwable> then) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Dialling dial(ConnectAttempt attempt, ConnectAttempt.Listener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Datagrams datagrams(InetSocketAddress peer, Datagrams.Listener listener) {
        throw new UnsupportedOperationException();
    }

    private static final class ManualTimer implements Timer {
        private final Runnable expired;
        private boolean armed;

        ManualTimer(Runnable expired) {
            this.expired = expired;
        }

        @Override
        public void arm(long millis) {
            armed = true;
        }

        @Override
        public long untilMillis() {
            return 0;
        }

        @Override
        public void cancel() {
            armed = false;
        }
    }
}
