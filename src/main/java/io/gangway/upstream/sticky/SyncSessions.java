package io.gangway.upstream.sticky;

import io.gangway.config.SyncZone;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A zone of {@code sticky learn} with {@code sync}. All nodes know all sessions; of two servers for a session, the one
 * that was written last counts.
 *
 * @param timeoutMillis how long a session is kept after its last request
 */
record SyncSessions(LearnedSessions sessions, long timeoutMillis) implements SyncZone {
    @Override
    public String name() {
        return sessions.name();
    }

    @Override
    public String shape() {
        return "sticky learn " + sessions.upstream();
    }

    @Override
    public void share(boolean on) {
        sessions.share(on);
    }

    @Override
    public void collect(Extent extent, long nowMillis, Consumer<byte[]> records) {
        if (extent == Extent.ALL) {
            sessions.all(nowMillis, records);
        } else {
            sessions.changes(nowMillis, records);
        }
    }

    @Override
    public void apply(Object node, Extent extent, ByteBuffer record, long nowMillis, long ageMillis) {
        sessions.merge(record, timeoutMillis, nowMillis, ageMillis);
    }

    @Override
    public int pending() {
        return sessions.unsent();
    }

    @Override
    public int total() {
        return sessions.count();
    }
}
