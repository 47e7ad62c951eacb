package io.gangway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A loop survives failing tasks and reports their results. */
class SelectorEventLoopTest {
    private final QueuedThreadPool threads = new QueuedThreadPool(8);
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler("test", true);
    private final EventLoopGroup loops =
            new EventLoopGroup(threads, threads, scheduler, new ArrayByteBufferPool(), Clock.SYSTEM, 1);

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

    @Test
    void an_error_of_an_offloaded_task_is_passed_on_like_an_exception() throws Exception {
        assertThat(failure(new StackOverflowError("too deep"))).hasMessage("too deep");
        assertThat(failure(new IllegalStateException("odd"))).hasMessage("odd");
    }

    private Throwable failure(Throwable thrown) throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        loop.offload(
                () -> {
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) thrown;
                },
                (result, cause) -> failure.complete(cause));
        return failure.get(10, TimeUnit.SECONDS);
    }

    @Test
    void an_error_of_a_timer_or_task_does_not_end_the_loop() throws Exception {
        loop.execute(() -> {
            throw new AssertionError("a task");
        });
        loop.execute(() -> loop.timer(() -> {
                    throw new AssertionError("a timer");
                })
                .arm(1));
        CompletableFuture<Boolean> after = new CompletableFuture<>();
        loop.execute(() -> loop.timer(() -> after.complete(loop.isCurrent())).arm(20));

        assertThat(after.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_dial_that_is_cancelled_frees_its_socket_at_once() throws Exception {
        // No one accepts: once the backlog is full, connections stay pending.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
            CompletableFuture<Integer> more = new CompletableFuture<>();
            loop.execute(() -> {
                int before = FileDescriptors.open();
                for (int i = 0; i < 200; i++) {
                    loop.dial(new ConnectAttempt(full.getLocalSocketAddress(), null, 60_000), new Unconnected())
                            .cancel();
                }
                more.complete(FileDescriptors.open() - before);
            });

            assertThat(more.get(10, TimeUnit.SECONDS)).isLessThan(100);
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
    }

    @Test
    void a_dial_to_a_port_of_this_server_waits_for_a_place_in_its_backlog() throws Exception {
        try (ServerSocket own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(own.getInetAddress(), own.getLocalPort());
                Socket second = new Socket(own.getInetAddress(), own.getLocalPort())) {
            own.setSoTimeout(30_000);
            loops.self().listening(Set.of(own.getLocalPort()));
            CompletableFuture<Leg> connected = new CompletableFuture<>();
            loop.execute(() ->
                    loop.dial(new ConnectAttempt(own.getLocalSocketAddress(), null, 60_000), new Connected(connected)));

            own.accept().close();
            own.accept().close();
            try (Socket accepted = own.accept()) {
                Leg leg = connected.get(30, TimeUnit.SECONDS);

                assertThat(loops.self().from(accepted.getRemoteSocketAddress())).isNotNull();
                loop.execute(leg::close);
            }
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
    }

    private record Connected(CompletableFuture<Leg> leg) implements ConnectAttempt.Listener {
        @Override
        public void connected(Leg connected) {
            leg.complete(connected);
        }

        @Override
        public void failed(Throwable cause) {
            leg.completeExceptionally(cause);
        }
    }

    private static final class Unconnected implements ConnectAttempt.Listener {
        @Override
        public void connected(Leg leg) {
            leg.close();
        }

        @Override
        public void failed(Throwable cause) {}
    }
}
