package io.gangway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a loop runs counts as work, not as waiting. */
class BusyLoopTest {
    private static final long WORK = 300_000_000;

    private final AtomicLong time = new AtomicLong();
    private final QueuedThreadPool threads = new QueuedThreadPool(8);
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler("test", true);
    private final EventLoopGroup loops =
            new EventLoopGroup(threads, threads, scheduler, new ArrayByteBufferPool(), time::get, 1);

    private SelectorEventLoop loop;

    @BeforeEach
    void start() {
        LifeCycle.start(threads);
        LifeCycle.start(scheduler);
        LifeCycle.start(loops);
        loop = loops.all()[0];
    }

    @AfterEach
    void stop() {
        LifeCycle.stop(loops);
        LifeCycle.stop(scheduler);
        LifeCycle.stop(threads);
    }

    private void work() {
        time.addAndGet(WORK);
    }

    /** Runs a task on the loop, and waits until the loop has come round again. */
    private void run(Runnable task) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            task.run();
            loop.execute(() -> loop.execute(() -> loop.execute(() -> done.complete(null))));
        });
        done.get(10, TimeUnit.SECONDS);
    }

    private void assertWorked() {
        assertThat(loop.stats().busyNanos()).isEqualTo(WORK);
        assertThat(loop.stats().lagNanos()).isEqualTo(WORK);
    }

    @Test
    void a_task_of_another_thread_counts() throws Exception {
        run(this::work);

        assertWorked();
    }

    @Test
    void a_task_of_the_loop_itself_counts() throws Exception {
        run(() -> loop.execute(this::work));

        assertWorked();
    }

    @Test
    void a_timer_counts() throws Exception {
        run(() -> loop.timer(this::work).arm(0));

        assertWorked();
    }
}
