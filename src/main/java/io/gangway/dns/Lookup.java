package io.gangway.dns;

import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import io.gangway.metrics.ResolverCounts;

/** A request that waits for the addresses of a name, or for the hosts of a service. Confined to its loop; its listener gets at most one result. */
public final class Lookup {
    /** Called on the loop, possibly before {@link Resolver#resolve} returns. */
    public interface Listener {
        void resolved(Resolved result);

        /**
         * @param code {@link Lookup#NOT_FOUND}, or another code of RFC 1035 or nginx
         * @param text as nginx logs it: {@code gateway could not be resolved (3: Host not found)}
         */
        void failed(int code, String text);

        /** A message to be logged while the query continues: {@code recv() failed (111: Connection refused) …}. */
        void troubled(String text);
    }

    /** The name does not exist, or has no addresses. */
    public static final int NOT_FOUND = Rcode.NOT_FOUND;

    private final String name;
    /** Whether the hosts of a service are looked up, not the addresses of a name. */
    private final boolean service;

    private final Listener listener;
    private final Timer timer;
    private final ResolverCounts counts;
    private Question question;
    private int aliases;
    private boolean over;

    Lookup(EventLoop loop, String name, boolean service, Listener listener, ResolverCounts counts) {
        this.service = service;
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

    boolean isService() {
        return service;
    }

    void resolved(Resolved result) {
        if (!over) {
            cancel();
            listener.resolved(result);
        }
    }

    void failed(int code) {
        if (!over) {
            cancel();
            listener.failed(code, name + " could not be resolved " + Rcode.inBrackets(code));
        }
    }

    void troubled(String text) {
        listener.troubled(text);
    }
}
