package io.gangway.websocket;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** What a test does on a thread of its own while it goes on. */
final class Meanwhile {
    /** Something that may fail. */
    interface Task {
        void run() throws Exception;
    }

    private Meanwhile() {}

    /** Starts it; to join the answer is to see how it went. */
    static CompletableFuture<Void> run(Task task) {
        return call(() -> {
            task.run();
            return null;
        });
    }

    /** Starts it; the answer is what it gives. */
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
