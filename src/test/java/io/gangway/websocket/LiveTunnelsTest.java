package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.loop.Clock;
import io.gangway.loop.EventLoop;
import io.gangway.loop.EventLoopGroup;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions about the open tunnels of all loops. */
class LiveTunnelsTest {
    private final QueuedThreadPool threads = new QueuedThreadPool(8);
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler("test", true);
    private final EventLoopGroup loops =
            new EventLoopGroup(threads, threads, scheduler, new ArrayByteBufferPool(), Clock.SYSTEM, 2);

    private final LiveTunnels tunnels = new LiveTunnels();

    @BeforeEach
    void start() {
        LifeCycle.start(threads);
        LifeCycle.start(scheduler);
        LifeCycle.start(loops);
    }

    @AfterEach
    void stop() {
        LifeCycle.stop(loops);
        LifeCycle.stop(scheduler);
        LifeCycle.stop(threads);
    }

    private <T> List<T> ask(LiveTunnels.Question<T> question) throws Exception {
        CompletableFuture<List<T>> results = new CompletableFuture<>();
        EventLoop asker = loops.all()[0];
        asker.execute(() -> tunnels.ask(asker, question, results::complete));
        return results.get(10, TimeUnit.SECONDS);
    }

    private void useAllLoops() throws Exception {
        for (EventLoop loop : loops.all()) {
            CompletableFuture<LoopTunnels> used = new CompletableFuture<>();
            loop.execute(() -> used.complete(tunnels.of(loop)));
            used.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void without_tunnels_no_loop_is_asked() throws Exception {
        assertThat(ask((loop, open) -> loop)).isEmpty();
    }

    @Test
    void each_loop_with_tunnels_is_asked() throws Exception {
        useAllLoops();

        assertThat(ask((loop, open) -> loop)).containsExactlyInAnyOrder(loops.all()[0], loops.all()[1]);
    }

    @Test
    void a_question_that_fails_on_one_loop_is_still_answered() throws Exception {
        useAllLoops();

        assertThat(ask((loop, open) -> {
                    if (loop == loops.all()[1]) {
                        throw new IllegalStateException("a question failed, as this test wants");
                    }
                    return loop;
                }))
                .containsExactly(loops.all()[0]);
    }
}
