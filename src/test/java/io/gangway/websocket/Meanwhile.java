package io.gangway.websocket;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Runs a task of a test on another thread. */
final class Meanwhile {
    /** A task that may fail. */
    interface Task {
        void run() throws Exception;
    }

    private Meanwhile() {}

    /** Starts a task; joining the future reports a failure. */
    static CompletableFuture<Void> run(Task task) {
        return call(() -> {
            task.run();
            return null;
        });
    }

    /** Starts a task with a result. */
    static <T> CompletableFuture<T> call(Callable<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        future.complete(task.call());
                    } catch (Throwable e) {
                        future.completeExceptionally(e);
                    }
                },
                "meanwhile");
        thread.setDaemon(true);
        thread.start();
        return future;
    }
}
