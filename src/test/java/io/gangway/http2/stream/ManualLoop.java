package io.gangway.http2.stream;

import io.gangway.explainer.ExplainedLoop;
import io.gangway.loop.Timer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.ArrayByteBufferPool;

/** A loop whose tasks and timers run when a test says so; its buffers are watched. */
final class ManualLoop extends ExplainedLoop {
    private final ArrayByteBufferPool.Tracking buffers;
    private final List<ManualTimer> timers = new ArrayList<>();

    boolean shortOfMemory;

    ManualLoop() {
        this(new ArrayByteBufferPool.Tracking());
    }

    private ManualLoop(ArrayByteBufferPool.Tracking buffers) {
        super(buffers);
        this.buffers = buffers;
    }

    /** Lets all armed timers expire. */
    void expire() {
        for (ManualTimer timer : List.copyOf(timers)) {
            if (timer.armed) {
                timer.armed = false;
                timer.expired.run();
            }
        }
    }

    boolean isTimed() {
        return timers.stream().anyMatch(timer -> timer.armed);
    }

    /** The number of buffers in use. */
    int buffersInUse() {
        return buffers.getLeaks().size();
    }

    @Override
    public Timer timer(Runnable expired) {
        ManualTimer timer = new ManualTimer(expired);
        timers.add(timer);
        return timer;
    }

    @Override
    public boolean isShortOfMemory() {
        return shortOfMemory;
    }

    private static final class ManualTimer implements Timer {
        private final Runnable expired;
        private boolean armed;

        ManualTimer(Runnable expired) {
            this.expired = expired;
        }

        @Override
        public void arm(long millis) {
            armed = true;
        }

        @Override
        public long untilMillis() {
            return 0;
        }

        @Override
        public void cancel() {
            armed = false;
        }
    }
}
