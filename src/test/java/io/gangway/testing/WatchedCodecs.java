package io.gangway.testing;

import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.Module;
import io.gangway.content.Codecs;
import io.gangway.core.SharedCodecs;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Counts the pooled inflaters and deflaters in use, of all generations of a server. */
final class WatchedCodecs implements Module {
    private static final int LEVELS = 9;

    private final Queue<Codecs> all = new ConcurrentLinkedQueue<>();

    @Override
    public List<Directive<?>> directives() {
        return List.of();
    }

    @Override
    public void link(LoadContext context) {
        all.add(SharedCodecs.of(context));
    }

    /** The number of inflaters and deflaters in use. */
    int inUse() {
        return all.stream().mapToInt(WatchedCodecs::inUse).sum();
    }

    private static int inUse(Codecs codecs) {
        int out = codecs.inflaters().getPool().getInUseCount();
        for (int level = 1; level <= LEVELS; level++) {
            out += codecs.deflaters(level).getPool().getInUseCount();
        }
        return out;
    }
}
