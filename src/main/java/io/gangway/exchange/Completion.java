package io.gangway.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How an exchange ends, exactly once: whom to tell, and whether a client that leaves ends it. Owned by its exchange. */
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

    /** Tells that the client left; false when that does not matter. */
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
     * Frees what was registered, last first; false when that was done before.
     *
     * @param failed told when one of them fails; the others are still called
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
