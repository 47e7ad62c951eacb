package io.gangway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.Gangway;
import io.gangway.core.Clock;
import io.gangway.core.Environment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.io.ArrayByteBufferPool;

/**
 * Gangway in this process, through its embedding API. Closing it asserts that nothing of it is left: no buffer and no thread,
 * so every test that serves by it is also a test for leaks.
 */
public final class GangwayServer implements ServerUnderTest {
    private static final Duration END = Duration.ofSeconds(10);

    private final Site site;
    private final Gangway gangway;
    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();

    /** All threads of the instance, for a thread is born into the group of the one that starts it. */
    private final ThreadGroup threads = new ThreadGroup("gangway under test");

    private GangwayServer(Site site, Gangway gangway) {
        this.site = site;
        this.gangway = gangway;
    }

    /** Serves the configuration that the site has now; its error log is beside it. */
    public static GangwayServer start(Site site) {
        return start(site, Clock.SYSTEM);
    }

    /** The same; time goes by that clock. */
    public static GangwayServer start(Site site, Clock clock) {
        String errorLog = site.conf().getFileName() + ".log";
        Environment environment = new Environment(site.dir(), site.conf(), errorLog, "");
        GangwayServer server = new GangwayServer(site, Gangway.read(environment));
        server.start(clock);
        return server;
    }

    private void start(Clock clock) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        Runnable start = () -> {
            try {
                gangway.start(buffers, clock);
                started.complete(null);
            } catch (RuntimeException e) {
                started.completeExceptionally(e);
            }
        };
        new Thread(threads, start, "start").start();
        started.join();
    }

    @Override
    public String name() {
        return "gangway";
    }

    @Override
    public Site site() {
        return site;
    }

    /** The instance below, for what is not offered here. */
    public Gangway gangway() {
        return gangway;
    }

    @Override
    public void reload() {
        gangway.reload();
    }

    /** Stops accepting and drains, as on QUIT; done when the last connection is gone. */
    public CompletionStage<Void> quit() {
        return gangway.quit();
    }

    @Override
    public void close() {
        gangway.close();
        assertThat(buffers.getLeaks())
                .withFailMessage(() -> "buffers that were not released:\n" + buffers.dumpLeaks())
                .isEmpty();
        await().atMost(END).untilAsserted(() -> assertThat(alive()).isEmpty());
    }

    private List<String> alive() {
        Thread[] alive = new Thread[threads.activeCount() + 16];
        threads.enumerate(alive);
        return Arrays.stream(alive)
                .filter(Objects::nonNull)
                .map(Thread::getName)
                .toList();
    }
}
