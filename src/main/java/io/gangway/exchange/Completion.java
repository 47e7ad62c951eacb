package io.gangway.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Ends an exchange exactly once: keeps the end listeners, and whether the exchange ends when its client leaves. Owned
 * by its exchange.
 */
final class Completion {
    private final List<Runnable> ends = new ArrayList<>(2);
    private Runnable gone;
    private boolean ignoresClientAbort;
    private boolean ended;

    void onEnd(Runnable end) {
        ends.add(end);
    }

    void onClientGone(Runnable listener) {
        gone = listener;
    }

    void ignoreClientAbort(boolean ignore) {
        ignoresClientAbort = ignore;
    }

    boolean isEnded() {
        return ended;
    }

    /** Notifies that the client left; returns false when that is ignored or too late. */
    boolean clientGone() {
        if (ended || ignoresClientAbort) {
            return false;
        }
        if (gone != null) {
            gone.run();
        }
        return true;
    }

    /**
     * Calls the end listeners, last registered first. Returns false when they were called before.
     *
     * @param failed receives exceptions of listeners; the others are still called
     */
    boolean end(Consumer<Throwable> failed) {
        if (ended) {
            return false;
        }
        ended = true;
        for (int i = ends.size() - 1; i >= 0; i--) {
            try {
                ends.get(i).run();
            } catch (RuntimeException | Error e) {
                failed.accept(e);
            }
        }
        return true;
    }
}
