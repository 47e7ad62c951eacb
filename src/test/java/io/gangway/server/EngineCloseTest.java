package io.gangway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import io.gangway.exchange.Generation;
import io.gangway.loop.Clock;
import io.gangway.loop.EventLoop;
import io.gangway.testing.Site;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.junit.jupiter.api.Test;

/** Closing an engine whose thread pool is busy. */
class EngineCloseTest {
    /** The number of threads in the pool. */
    private static final int THREADS = 16;

    @Test
    void a_task_that_never_started_is_reported_as_rejected() throws Exception {
        CountDownLatch busy = new CountDownLatch(THREADS);
        CompletableFuture<Throwable> result = new CompletableFuture<>();
        try (Site site = Site.of("server { listen 127.0.0.1:%{port}; }")) {
            Engine engine = Engine.start(load(site), new ArrayByteBufferPool(), Clock.SYSTEM, Ports.NONE);
            EventLoop loop = engine.nextLoop();
            for (int i = 0; i < THREADS; i++) {
                loop.offload(() -> hang(busy), (nothing, failure) -> {});
            }
            busy.await();
            loop.offload(() -> null, (nothing, failure) -> result.complete(failure));

            engine.close();
        }
        assertThat(result).isCompletedWithValueMatching(RejectedExecutionException.class::isInstance);
    }

    /** Blocks like a hanging disk, until the pool interrupts it. */
    private static Void hang(CountDownLatch begun) throws InterruptedException {
        begun.countDown();
        new CountDownLatch(1).await();
        return null;
    }

    private static Generation load(Site site) {
        return Configuration.ofModules()
                .load(new Environment(site.dir(), site.conf(), null, ""))
                .generation();
    }
}
