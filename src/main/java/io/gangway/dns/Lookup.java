package io.gangway.dns;

import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import io.gangway.metrics.ResolverCounts;
import java.net.InetAddress;
import java.util.List;

/** A request that waits for the addresses of a name. Confined to its loop; its listener gets at most one result. */
public final class Lookup {
    /** Called on the loop, possibly before {@link Resolver#resolve} returns. */
    public interface Listener {
        /** Gets at least one address. */
        void resolved(List<InetAddress> addresses);

        /** @param text as nginx logs it: {@code gateway could not be resolved (3: Host not found)} */
        void failed(String text);

        /** A message to be logged while the query continues: {@code recv() failed (111: Connection refused) …}. */
        void troubled(String text);
    }

    private final String name;
    private final Listener listener;
    private final Timer timer;
    private final ResolverCounts counts;
    private Question question;
    private int aliases;
    private boolean over;

    Lookup(EventLoop loop, String name, Listener listener, ResolverCounts counts) {
        this.counts = counts;
        this.name = name;
        this.listener = listener;
        timer = loop.timer(this::timedOut);
    }

    private void timedOut() {
        counts.timedOut();
        failed(Rcode.TIMED_OUT);
    }

    void arm(long timeoutMillis) {
        timer.arm(timeoutMillis);
    }

    /** Cancels it: the listener is not called any more. Idempotent. */
    public void cancel() {
        over = true;
        timer.cancel();
        if (question != null) {
            question.leave(this);
            question = null;
        }
    }

    boolean isOver() {
        return over;
    }

    void waitsFor(Question newQuestion) {
        question = newQuestion;
    }

    /** Counts another alias that was followed; returns how many there are. */
    int alias() {
        return ++aliases;
    }

    void resolved(List<InetAddress> addresses) {
        if (!over) {
            cancel();
            listener.resolved(addresses);
        }
    }

    void failed(int code) {
        if (!over) {
            cancel();
            listener.failed(name + " could not be resolved (" + code + ": " + Rcode.text(code) + ")");
        }
    }

    void troubled(String text) {
        listener.troubled(text);
    }
}
