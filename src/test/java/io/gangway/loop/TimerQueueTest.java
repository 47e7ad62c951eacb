package io.gangway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerQueueTest {
    private final TimerQueue queue = new TimerQueue();
    private final List<String> expired = new ArrayList<>();
    private long now;

    @Test
    void timers_expire_in_the_order_of_deadlines() {
        timer("late").arm(30);
        timer("early").arm(10);
        timer("middle").arm(20);

        at(9);
        assertThat(expired).isEmpty();
        at(30);
        assertThat(expired).containsExactly("early", "middle", "late");
        assertThat(queue.untilNext(now)).isEqualTo(-1);
    }

    @Test
    void a_cancelled_timer_is_removed_at_once() {
        Timer timer = timer("never");
        timer.arm(10);
        timer.cancel();
        timer.cancel();

        assertThat(queue.untilNext(now)).isEqualTo(-1);
        at(100);
        assertThat(expired).isEmpty();
    }

    @Test
    void only_the_last_deadline_counts() {
        Timer later = timer("later");
        later.arm(10);
        later.arm(50);
        Timer earlier = timer("earlier");
        earlier.arm(50);
        earlier.arm(5);

        at(10);
        assertThat(expired).containsExactly("earlier");
        at(49);
        assertThat(expired).containsExactly("earlier");
        at(50);
        assertThat(expired).containsExactly("earlier", "later");
    }

    @Test
    void the_queue_returns_the_time_until_the_next_timer() {
        assertThat(queue.untilNext(now)).isEqualTo(-1);
        timer("one").arm(7);
        assertThat(queue.untilNext(now)).isEqualTo(7);
        now = 8_000_000;
        assertThat(queue.untilNext(now)).isZero();
    }

    @Test
    void random_timers_expire_exactly_once_and_never_early() {
        Random random = new Random(42);
        List<Integer> due = new ArrayList<>();
        List<Timer> timers = new ArrayList<>();
        int[] deadlines = new int[5000];
        for (int i = 0; i < deadlines.length; i++) {
            int number = i;
            timers.add(queue.timer(
                    () -> {
                        assertThat(now).isGreaterThanOrEqualTo(deadlines[number] * 1_000_000L);
                        due.add(number);
                    },
                    () -> now));
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < deadlines.length; i++) {
                deadlines[i] = 1 + random.nextInt(1000);
                timers.get(i).arm(deadlines[i]);
            }
        }
        for (int i = 0; i < deadlines.length; i += 5) {
            timers.get(i).cancel();
        }
        for (int millis = 0; millis <= 1000; millis += 13) {
            at(millis);
        }
        at(1001);
        assertThat(due).doesNotHaveDuplicates().hasSize(deadlines.length - deadlines.length / 5);
        assertThat(queue.untilNext(now)).isEqualTo(-1);
    }

    private Timer timer(String name) {
        return queue.timer(() -> expired.add(name), () -> now);
    }

    private void at(long millis) {
        now = millis * 1_000_000L;
        for (Runnable due = queue.due(now); due != null; due = queue.due(now)) {
            due.run();
        }
    }
}
