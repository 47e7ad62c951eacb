package io.gangway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a share acquires is released once, even when its connection is closed to make room for itself. */
class HeapShareTest {
    private static final long HEAP = 100;

    private final QueuedThreadPool threads = new QueuedThreadPool(8);
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler("test", true);
    private final EventLoopGroup loops =
            new EventLoopGroup(threads, threads, scheduler, new ArrayByteBufferPool(), Clock.SYSTEM, 1);

    private WorkerConnections connections;

    @BeforeEach
    void start() {
        LifeCycle.start(threads);
        LifeCycle.start(scheduler);
        LifeCycle.start(loops);
        connections = loops.all()[0].connections();
        connections.bounds(new WorkerConnections.Bounds(1, "worker_connections", false, HEAP));
    }

    @AfterEach
    void stop() {
        LifeCycle.stop(loops);
        LifeCycle.stop(scheduler);
        LifeCycle.stop(threads);
    }

    private void onLoop(Runnable steps) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loops.all()[0].execute(() -> {
            try {
                steps.run();
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        done.get(10, TimeUnit.SECONDS);
    }

    private void assertAllIsFree() {
        assertThat(connections.acquireHeap(HEAP)).isTrue();
        assertThat(connections.acquireHeap(1)).isFalse();
    }

    @Test
    void a_share_grows_and_shrinks_within_the_limit() throws Exception {
        onLoop(() -> {
            HeapShare share = new HeapShare(connections);
            assertThat(share.resize(60)).isTrue();
            assertThat(share.resize(HEAP + 1)).isFalse();
            assertThat(share.bytes()).isEqualTo(60);
            assertThat(share.resize(10)).isTrue();
            assertThat(new HeapShare(connections).resize(91)).isFalse();
            share.close();
            share.close();
            assertAllIsFree();
        });
    }

    @Test
    void a_share_that_was_closed_to_make_room_for_itself_keeps_nothing() throws Exception {
        onLoop(() -> {
            HeapShare other = new HeapShare(connections);
            assertThat(other.resize(30)).isTrue();
            HeapShare share = new HeapShare(connections);
            assertThat(share.resize(60)).isTrue();
            connections.idle(share::close).begin();
            assertThat(share.resize(90)).isTrue();
            assertThat(share.isClosed()).isTrue();
            assertThat(share.bytes()).isZero();
            other.close();
            assertAllIsFree();
        });
    }

    @Test
    void another_idle_connection_is_closed_to_make_room() throws Exception {
        onLoop(() -> {
            HeapShare idle = new HeapShare(connections);
            assertThat(idle.resize(60)).isTrue();
            connections.idle(idle::close).begin();
            HeapShare share = new HeapShare(connections);
            assertThat(share.resize(90)).isTrue();
            assertThat(idle.isClosed()).isTrue();
            share.close();
            assertAllIsFree();
        });
    }
}
