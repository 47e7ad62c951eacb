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
 * Gangway in this process, through its embedding API. Closing it asserts that nothing of it is left: no buffer and no thread,
 * so every test that serves by it is also a test for leaks.
 */
public final class GangwayServer implements ServerUnderTest {
    private static final Duration END = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(5);

    private final Site site;
    private final Gangway gangway;
    private final WatchedBuffers buffers;
    private final WatchedCodecs codecs;
    private final TestClock clock;

    /** All threads of the instance, for a thread is born into the group of the one that starts it. */
    private final ThreadGroup threads = new ThreadGroup("gangway under test");

    private GangwayServer(Site site, Gangway gangway, WatchedBuffers buffers, WatchedCodecs codecs, TestClock clock) {
        this.site = site;
        this.gangway = gangway;
        this.buffers = buffers;
        this.codecs = codecs;
        this.clock = clock;
    }

    /** Serves the configuration that the site has now; its error log is beside it. */
    public static GangwayServer start(Site site) {
        return start(site, TestClock.running());
    }

    /** The same; time goes by that clock. */
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

    /** The instance below, for what is not offered here. */
    public Gangway gangway() {
        return gangway;
    }

    /** Loads the configuration that the site has now; when this returns, all that runs knows of it. */
    @Override
    public void reload() {
        gangway.reload();
        clock.settle();
    }

    /** Stops accepting and drains, as on QUIT; done when the last connection is gone. All that runs knows of it already. */
    public CompletionStage<Void> quit() {
        CompletionStage<Void> over = gangway.quit();
        clock.settle();
        return over;
    }

    /** So much time passes at once, as far as its time-outs are concerned. */
    public void leap(Duration time) {
        clock.advance(time);
    }

    /** Lets something happen of which the server sees nothing before all of it has happened. */
    public void whileLoopsStand(TestClock.Action action) throws IOException {
        clock.whileLoopsStand(action);
    }

    /** Buffers of its pool that are in use now. */
    public int buffersOut() {
        return buffers.out();
    }

    /** Inflaters and deflaters that are in use now, of those that are pooled. */
    public int codecsOut() {
        return codecs.out();
    }

    /** The next so many buffers can't be had: the JVM is out of direct memory for a moment. */
    public void failBuffers(int times) {
        buffers.fail(times);
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
