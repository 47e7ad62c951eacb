package io.gangway.upstream.sticky;

import io.gangway.config.ZoneSize;
import io.gangway.upstream.SessionHash;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A zone of {@code sticky learn}: which server each session belongs to. It holds as many sessions as nginx's of that
 * size, and then forgets the one that was not used for the longest time. Shared by all loops and by the generations
 * that use the zone. Thread-safe. All times are of a monotonic clock, in milliseconds.
 */
final class LearnedSessions {
    /** What nginx allocates for a session. */
    private static final int SESSION_BYTES = 256;

    private final String name;
    private final long size;
    private final String upstream;
    private final int max;

    /** The session that was used last is the last one. Guarded by itself. */
    private final Map<Id, Session> sessions = new LinkedHashMap<>();

    /** The MD5 hash of the id of a session. */
    private record Id(long high, long low) {
        static Id of(String text) {
            ByteBuffer hash = ByteBuffer.wrap(SessionHash.of(text));
            return new Id(hash.getLong(), hash.getLong());
        }
    }

    private record Session(String sid, long usedMillis) {}

    /**
     * Creates a zone without sessions.
     *
     * @param size in bytes
     * @param upstream the name of the group that uses it
     */
    LearnedSessions(String name, long size, String upstream) {
        this.name = name;
        this.size = size;
        this.upstream = upstream;
        max = (int) Math.min(ZoneSize.capacity(size) / SESSION_BYTES, Integer.MAX_VALUE);
    }

    String name() {
        return name;
    }

    long size() {
        return size;
    }

    String upstream() {
        return upstream;
    }

    /** The {@link io.gangway.upstream.Peer#sid} of the server of a session; null if there is no such session. */
    String find(String id, long timeoutMillis, long nowMillis) {
        Id key = Id.of(id);
        synchronized (sessions) {
            expire(timeoutMillis, nowMillis);
            Session session = sessions.get(key);
            return session == null ? null : session.sid();
        }
    }

    /** Continues a session that exists, now on this server. */
    void renew(String id, String sid, long timeoutMillis, long nowMillis) {
        Id key = Id.of(id);
        synchronized (sessions) {
            expire(timeoutMillis, nowMillis);
            if (sessions.remove(key) != null) {
                sessions.put(key, new Session(sid, nowMillis));
            }
        }
    }

    /**
     * Creates or continues a session.
     *
     * @return whether the zone was full, so that another session was forgotten
     */
    boolean learn(String id, String sid, long timeoutMillis, long nowMillis) {
        Id key = Id.of(id);
        synchronized (sessions) {
            expire(timeoutMillis, nowMillis);
            boolean full = sessions.remove(key) == null && sessions.size() >= max;
            if (full) {
                Iterator<Session> oldest = sessions.values().iterator();
                oldest.next();
                oldest.remove();
            }
            sessions.put(key, new Session(sid, nowMillis));
            return full;
        }
    }

    /** The number of sessions, with those that have expired but were not forgotten yet. */
    int count() {
        synchronized (sessions) {
            return sessions.size();
        }
    }

    /** The most sessions that it can hold. */
    int max() {
        return max;
    }

    private void expire(long timeoutMillis, long nowMillis) {
        Iterator<Session> oldest = sessions.values().iterator();
        while (oldest.hasNext() && nowMillis - oldest.next().usedMillis() >= timeoutMillis) {
            oldest.remove();
        }
    }
}
