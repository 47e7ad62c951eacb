package io.gangway.loop;

import java.io.Closeable;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

/**
 * What a loop asks of the pool. Whoever asked is told once, on the loop, also when the pool ends before it came to it: else nobody
 * would free what the answer was waited for with.
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

    /** The pool does this, as it stops, to what it has not begun. */
    @Override
    public void close() {
        failed(new RejectedExecutionException("the pool was shut down"));
    }

    void failed(Throwable cause) {
        loop.execute(() -> then.accept(null, cause));
    }
}
