package io.gangway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.foreign.Chromium;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.Site;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console beside 1,000 tunnels and 5,000 messages a second: what a user feels, and what the server pays. */
@Timeout(300)
class ConsoleLoadTest {
    private static final int TUNNELS = 1000;
    private static final int MESSAGES_A_SECOND = 5000;
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final double MAX_TASK_MILLIS = 200;
    private static final double MAX_INPUT_DELAY_MILLIS = 200;

    /** Time on the processor, so other programs do not matter. */
    private static final double MAX_CPU_OF_PAGE = 20;

    /** Another program may take the processor in one window, but hardly in all; a page that is slow is slow in each. */
    private static final int WINDOWS = 8;

    /** What the page measures of itself: tasks longer than 50 ms, and how long events wait for their handlers. */
    private static final String OBSERVE = """
            window.tasks = []; window.delays = []; window.handled = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((each) => tasks.push(each.duration)))
              .observe({ type: 'longtask' });
            new PerformanceObserver((list) => list.getEntries().filter((each) => each.name === 'keydown')
              .forEach((each) => delays.push(each.processingStart - each.startTime)))
              .observe({ type: 'event', durationThreshold: 16 });
            addEventListener('keydown', () => handled++);
            """;

    @TempDir
    private Path profile;

    @Test
    void the_page_stays_responsive_and_a_watcher_costs_little() throws Exception {
        Chromium.assume();
        try (TunnelLoad load = new TunnelLoad();
                Site site = site(load);
                GangwayServer server = GangwayServer.start(site)) {
            load.open(site.port(), "/chat", TUNNELS);
            await().atMost(Duration.ofSeconds(30)).until(() -> server.gangway().tunnels() == TUNNELS);
            load.send(MESSAGES_A_SECOND);
            window();
            double unwatched = cpuOfLoops(ConsoleLoadTest::window);
            try (ConsoleWindow page = new ConsoleWindow(profile)) {
                page.open("http://127.0.0.1:" + site.port() + "/console/").view("tunnels");
                page.waitForText("#tunnel-count", "1,000");
                page.command("Performance.enable", Map.of("timeDomain", "threadTicks"));
                double pageBefore = page.taskSeconds();
                long start = System.nanoTime();
                double watched = cpuOfLoops(ConsoleLoadTest::window);
                double cpuOfPage = 100 * (page.taskSeconds() - pageBefore) * 1e9 / (System.nanoTime() - start);
                page.script(OBSERVE);
                String figures = responsive(page, load);
                System.out.printf(
                        Locale.ROOT,
                        "console: %s; CPU of the page %.1f %%, of the loops %.1f %% unwatched, %.1f %% watched%n",
                        figures,
                        cpuOfPage,
                        unwatched,
                        watched);
                assertThat(cpuOfPage).as("percent of a processor").isLessThan(MAX_CPU_OF_PAGE);
                assertThat(page.count(".tunnels .grid-body .row"))
                        .as("rows that exist")
                        .isLessThan(80);
            }
        }
    }

    private static Site site(TunnelLoad load) throws IOException {
        return Site.create().config("""
                worker_processes 2;
                worker_rlimit_nofile 8192;
                events { worker_connections 5000; }
                http {
                    access_log off;
                    server {
                        listen 127.0.0.1:%%{port};
                        location /chat {
                            proxy_pass http://%s;
                            proxy_http_version 1.1;
                            proxy_set_header Upgrade $http_upgrade;
                            proxy_set_header Connection upgrade;
                        }
                        location /console/ { gangway_console; }
                    }
                }
                """.formatted(load.address()));
    }

    /** Reads the list by keys for a while, until one window was good. */
    private static String responsive(ConsoleWindow page, TunnelLoad load) {
        String figures = "";
        for (int i = 0; i < WINDOWS; i++) {
            page.script("tasks.length = 0; delays.length = 0; handled = 0");
            long before = load.sent();
            long start = System.nanoTime();
            int pressed = 0;
            while (System.nanoTime() - start < WINDOW.toNanos()) {
                page.press("j");
                pressed++;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double task = max(page, "tasks");
            double delay = max(page, "delays");
            assertThat(page.script("return handled")).isEqualTo((long) pressed);
            figures = String.format(
                    Locale.ROOT,
                    "%.0f messages a second, %d keys, longest task %.0f ms, longest input delay %.0f ms",
                    (load.sent() - before) / seconds,
                    pressed,
                    task,
                    delay);
            if (task < MAX_TASK_MILLIS && delay < MAX_INPUT_DELAY_MILLIS) {
                return figures;
            }
        }
        throw new AssertionError(figures);
    }

    private static double max(ConsoleWindow page, String list) {
        return ((Number) page.script("return Math.max(0, ..." + list + ")")).doubleValue();
    }

    private static void window() {
        long until = System.nanoTime() + WINDOW.toNanos();
        await().atMost(WINDOW.multipliedBy(2)).until(() -> System.nanoTime() > until);
    }

    /** The processor time of all event loops, in percent of one processor. */
    private static double cpuOfLoops(Runnable during) {
        long start = System.nanoTime();
        long before = cpuNanos();
        during.run();
        return 100.0 * (cpuNanos() - before) / (System.nanoTime() - start);
    }

    private static long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && isLoop(thread))
                .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
                .sum();
    }

    private static boolean isLoop(ThreadInfo thread) {
        return thread.getThreadName().startsWith("gangway-loop");
    }
}
