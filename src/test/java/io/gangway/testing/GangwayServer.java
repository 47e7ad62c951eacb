package io.gangway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.Gangway;
import io.gangway.conf.Environment;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gangway in this process, through its embedding API. Closing it asserts that no buffer and no thread is left, so every
 * test that uses it is also a leak test.
 */
public final class GangwayServer implements ServerUnderTest {
    private static final Duration END = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(5);

    private final Site site;
    private final Gangway gangway;
    private final WatchedBuffers buffers;
    private final WatchedCodecs codecs;
    private final TestClock clock;

    /** All threads of the instance: a thread joins the group of the thread that starts it. */
    private final ThreadGroup threads = new ThreadGroup("gangway under test");

    private GangwayServer(Site site, Gangway gangway, WatchedBuffers buffers, WatchedCodecs codecs, TestClock clock) {
        this.site = site;
        this.gangway = gangway;
        this.buffers = buffers;
        this.codecs = codecs;
        this.clock = clock;
    }

    /** Serves the current configuration of the site; its error log is written next to it. */
    public static GangwayServer start(Site site) {
        return start(site, TestClock.running());
    }

    /** The same, with this clock. */
    public static GangwayServer start(Site site, TestClock clock) {
        String errorLog = site.conf().getFileName() + ".log";
        Environment environment = new Environment(site.dir(), site.conf(), errorLog, "");
        WatchedBuffers buffers = new WatchedBuffers();
        WatchedCodecs codecs = new WatchedCodecs();
        Gangway gangway = Gangway.builder()
                .environment(environment)
                .buffers(buffers)
                .module(codecs)
                .clock(clock)
                .read();
        GangwayServer server = new GangwayServer(site, gangway, buffers, codecs, clock);
        server.start();
        return server;
    }

    private void start() {
        CompletableFuture<Void> started = new CompletableFuture<>();
        Runnable start = () -> {
            try {
                gangway.start();
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

    /** The instance itself, for everything else. */
    public Gangway gangway() {
        return gangway;
    }

    /** Loads the current configuration of the site; when this returns, all loops have seen it. */
    @Override
    public void reload() {
        gangway.reload();
        clock.awaitLoops();
    }

    /**
     * Stops accepting and drains, as on QUIT; completes when the last connection has closed. All loops have seen it
     * already.
     */
    public CompletionStage<Void> quit() {
        CompletionStage<Void> over = gangway.quit();
        clock.awaitLoops();
        return over;
    }

    /** Advances the clock of its time-outs. */
    public void advance(Duration time) {
        clock.advance(time);
    }

    /** Runs an action while all loops are paused, so that the server sees all of its effects at once. */
    public void whileLoopsPaused(TestClock.Action action) throws IOException {
        clock.whileLoopsPaused(action);
    }

    /** Buffers of its pool that are in use now. */
    public int buffersInUse() {
        return buffers.inUse();
    }

    /** Pooled inflaters and deflaters that are in use now. */
    public int codecsInUse() {
        return codecs.inUse();
    }

    /** Fails this many of the next buffer allocations, as a JVM without direct memory does. */
    public void failAllocations(int times) {
        buffers.fail(0, times);
    }

    /** The same, after this many that succeed. */
    public void failAllocations(int skipped, int times) {
        buffers.fail(skipped, times);
    }

    @Override
    public void close() {
        gangway.close();
        assertThat(buffers.getLeaks())
                .withFailMessage(() -> "buffers that were not released:\n" + buffers.dumpLeaks())
                .isEmpty();
        await().atMost(END)
                .pollDelay(Duration.ZERO)
                .pollInterval(SOON)
                .untilAsserted(() -> assertThat(alive()).isEmpty());
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
