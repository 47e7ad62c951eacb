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

/** The end of an engine whose pool is busy. */
class EngineCloseTest {
    /** Those of the pool. */
    private static final int THREADS = 16;

    @Test
    void whoever_asked_the_pool_is_told_also_when_it_did_not_come_to_it() throws Exception {
        CountDownLatch busy = new CountDownLatch(THREADS);
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        try (Site site = Site.of("server { listen 127.0.0.1:%{port}; }")) {
            Engine engine = Engine.start(load(site), new ArrayByteBufferPool(), Clock.SYSTEM, Ports.NONE);
            EventLoop loop = engine.nextLoop();
            for (int i = 0; i < THREADS; i++) {
                loop.offload(() -> hang(busy), (nothing, failure) -> {});
            }
            busy.await();
            loop.offload(() -> null, (nothing, failure) -> told.complete(failure));

            engine.close();
        }
        assertThat(told).isCompletedWithValueMatching(RejectedExecutionException.class::isInstance);
    }

    /** As a disk does: until the pool has lost its patience. */
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
