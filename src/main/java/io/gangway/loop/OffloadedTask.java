package io.gangway.loop;

import java.io.Closeable;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

/**
 * A task of a loop that runs on the pool. The callback runs exactly once, on the loop, even if the pool shuts down
 * first; otherwise the caller's buffers would leak.
 */
final class OffloadedTask<T> implements Runnable, Closeable {
    private final SelectorEventLoop loop;
    private final Callable<T> task;
    private final BiConsumer<T, Throwable> then;

    OffloadedTask(SelectorEventLoop loop, Callable<T> task, BiConsumer<T, Throwable> then) {
        this.loop = loop;
        this.task = task;
        this.then = then;
    }

    @Override
    public void run() {
        try {
            T result = task.call();
            loop.execute(() -> then.accept(result, null));
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Called by the pool, when it stops, for each task that has not begun. */
    @Override
    public void close() {
        failed(new RejectedExecutionException("the pool was shut down"));
    }

    void failed(Throwable cause) {
        loop.execute(() -> then.accept(null, cause));
    }
}
