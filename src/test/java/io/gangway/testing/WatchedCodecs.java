package io.gangway.testing;

import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.Module;
import io.gangway.content.Codecs;
import io.gangway.core.SharedCodecs;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Knows the pools of inflaters and deflaters of all generations of a server. */
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

    /** How many are out now. */
    int out() {
        return all.stream().mapToInt(WatchedCodecs::out).sum();
    }

    private static int out(Codecs codecs) {
        int out = codecs.inflaters().getPool().getInUseCount();
        for (int level = 1; level <= LEVELS; level++) {
            out += codecs.deflaters(level).getPool().getInUseCount();
        }
        return out;
    }
}
