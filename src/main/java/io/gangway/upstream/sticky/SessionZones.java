package io.gangway.upstream.sticky;

import io.gangway.conf.ConfException;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.ZoneNames;
import io.gangway.metrics.CountsRegistry;
import java.util.HashMap;
import java.util.Map;

/**
 * The zones of {@code sticky learn}, which survive reloads: a generation continues the sessions of the previous one if
 * name and size are the same. Thread-safe.
 */
final class SessionZones {
    private record Identity(String name, long size) {}

    private final CountsRegistry<Identity, LearnedSessions> known = new CountsRegistry<>();

    /** The zones of the configuration that is being loaded, by name. */
    private static final class Declared {
        private final Map<String, LearnedSessions> byName = new HashMap<>();
    }

    /** The sessions of a zone in an {@code upstream}. */
    LearnedSessions declare(DirectiveArguments r, String name, long size) {
        ZoneNames.claim(r, name, SessionZones.class);
        String upstream = r.scope().node().args().get(0).text();
        Map<String, LearnedSessions> declared = r.context().shared(Declared.class, Declared::new).byName;
        LearnedSessions before = declared.get(name);
        if (before != null && before.size() != size) {
            throw r.error("the size " + size + " of shared memory zone \"" + name
                    + "\" conflicts with already declared size " + before.size());
        }
        if (before != null) {
            throw r.error("sticky zone \"" + name + "\" is already used in upstream \"" + before.upstream() + "\"");
        }
        LearnedSessions sessions = known.get(new Identity(name, size), () -> new LearnedSessions(name, size, upstream));
        if (!sessions.upstream().equals(upstream)) {
            throw new ConfException(
                    "sticky zone \"" + name + "\" is used in upstream \"" + upstream
                            + "\" while previously it was used in upstream \"" + sessions.upstream() + "\"",
                    null);
        }
        declared.put(name, sessions);
        return sessions;
    }
}
