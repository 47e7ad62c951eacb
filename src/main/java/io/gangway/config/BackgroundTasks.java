package io.gangway.config;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Generation;
import io.gangway.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** The {@link BackgroundTask}s of one generation. A service of the generation; filled while it is loaded. */
public final class BackgroundTasks {
    private final List<BackgroundTask> tasks = new ArrayList<>();
    /** The loop on which they run; null before. Guarded by this. */
    private EventLoop loop;

    private BackgroundTasks() {}

    /** Adds a task to the generation that is being loaded. */
    public static void add(LoadContext context, BackgroundTask task) {
        context.shared(BackgroundTasks.class, BackgroundTasks::new).tasks.add(task);
    }

    /** Starts those of a generation on a loop. From any thread, once for each generation. */
    public static void start(Generation generation, EventLoop loop) {
        BackgroundTasks all = generation.service(BackgroundTasks.class);
        if (all == null) {
            return;
        }
        synchronized (all) {
            all.loop = loop;
            loop.execute(() -> all.tasks.forEach(task -> guard(generation, () -> task.start(generation, loop))));
        }
    }

    /**
     * Stops those of a generation, if they were started. From any thread; only the first call counts.
     *
     * @return the loop that does so; null if there is nothing to stop
     */
    public static EventLoop stop(Generation generation) {
        BackgroundTasks all = generation.service(BackgroundTasks.class);
        if (all == null) {
            return null;
        }
        synchronized (all) {
            EventLoop on = all.loop;
            if (on != null) {
                on.execute(() -> all.tasks.forEach(task -> guard(generation, task::stop)));
                all.loop = null;
            }
            return on;
        }
    }

    private static void guard(Generation generation, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            generation.errorLog().write(LogLevel.ALERT, "background task failed: " + e);
        }
    }
}
