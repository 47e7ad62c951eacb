package io.gangway.websocket;

import io.gangway.config.BackgroundTask;
import io.gangway.exchange.Generation;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;

/** The steps of {@link Rebalances} while a generation is the running one; none where the directive is nowhere on. */
final class RebalanceTask implements BackgroundTask {
    private final Rebalances all;
    private final Rebalance.Configured configured;
    /** Null before the start, and when nothing is watched. */
    private Timer timer;

    RebalanceTask(Rebalances all, Rebalance.Configured configured) {
        this.all = all;
        this.configured = configured;
    }

    @Override
    public void start(Generation generation, EventLoop loop) {
        all.watch(configured, generation, loop);
        if (!configured.isEmpty()) {
            all.step();
            timer = loop.timer(this::step);
            timer.arm(UpstreamRebalance.STEP_MILLIS);
        }
    }

    private void step() {
        timer.arm(UpstreamRebalance.STEP_MILLIS);
        all.step();
    }

    @Override
    public void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        all.unwatch();
    }
}
