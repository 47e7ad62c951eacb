package io.gangway.upstream;

import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import java.util.Locale;

/**
 * Writes one line to the error log for each change of a peer's state, and none for a state that it has already written.
 * Shared by all groups of a generation.
 */
final class PeerLog {
    /** Set once, when the error logs of the generation are known. */
    private volatile ErrorLog log = ErrorLog.NONE;

    void target(ErrorLog target) {
        log = target;
    }

    /**
     * Writes a line if this is another state than the one before. Call with the lock of the group held.
     *
     * @param upstream the name of the group
     * @param why a reason to read after a colon
     */
    void changed(String upstream, Peer peer, PeerStatus.State state, String why) {
        PeerStatus.State before = peer.health.logged;
        if (state == before) {
            return;
        }
        peer.health.logged = state;
        LogLevel level = state.isFailure() ? LogLevel.WARN : LogLevel.NOTICE;
        ErrorLog target = log;
        if (target.isEnabled(level)) {
            target.write(
                    level,
                    "upstream \"" + upstream + "\": peer " + peer.name() + " is " + word(state) + ", it was "
                            + word(before) + ": " + why);
        }
    }

    private static String word(PeerStatus.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
