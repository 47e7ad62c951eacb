package io.gangway.upstream.sticky;

import io.gangway.config.ZoneSize;
import io.gangway.upstream.SessionHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A zone of {@code sticky learn}: which server each session belongs to. It holds as many sessions as nginx's of that
 * size, and then forgets the one that was not used for the longest time. Shared by all loops and by the generations
 * that use the zone. Thread-safe. All times are of a monotonic clock, in milliseconds.
 */
final class LearnedSessions {
    /** What nginx allocates for a session. */
    private static final int SESSION_BYTES = 256;

    /** Above any time; sums and differences do not overflow. */
    private static final long MAX_MILLIS = Long.MAX_VALUE / 4;

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

    /** @param writtenMillis when its server was last set, by the wall clock of the node that did so */
    private record Session(String sid, long usedMillis, long writtenMillis) {
        /** Whether it replaces another one: the same on all nodes. */
        boolean isLater(Session other) {
            return writtenMillis != other.writtenMillis
                    ? writtenMillis > other.writtenMillis
                    : sid.compareTo(other.sid) > 0;
        }
    }

    /** Sessions that the other nodes have not heard of; null if there is no other node to tell. */
    private Set<Id> unsent;

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
            return session == null || nowMillis - session.usedMillis() >= timeoutMillis ? null : session.sid();
        }
    }

    /** Continues a session that exists, now on this server. */
    void renew(String id, String sid, long timeoutMillis, long nowMillis) {
        Id key = Id.of(id);
        synchronized (sessions) {
            expire(timeoutMillis, nowMillis);
            Session before = sessions.remove(key);
            if (before != null) {
                put(key, sid, nowMillis, before);
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
            Session before = sessions.remove(key);
            boolean full = before == null && sessions.size() >= max;
            if (full) {
                forgetOldest();
            }
            put(key, sid, nowMillis, before);
            return full;
        }
    }

    private void forgetOldest() {
        Iterator<Id> oldest = sessions.keySet().iterator();
        forgotten(oldest.next());
        oldest.remove();
    }

    private void forgotten(Id id) {
        if (unsent != null) {
            unsent.remove(id);
        }
    }

    /** @param before the session as it was; null for a new one */
    private void put(Id id, String sid, long nowMillis, Session before) {
        if (unsent == null) {
            sessions.put(id, new Session(sid, nowMillis, 0));
            return;
        }
        // The clock of the node that wrote before may be ahead.
        long written = System.currentTimeMillis();
        long next = before == null ? written : Math.max(written, before.writtenMillis() + 1);
        sessions.put(id, new Session(sid, nowMillis, next));
        unsent.add(id);
    }

    // ---- with sync

    /** Begins or ends to note changes for other nodes. */
    void share(boolean on) {
        synchronized (sessions) {
            unsent = on ? new LinkedHashSet<>() : null;
        }
    }

    /** Gives out the sessions that have changed since the last time. */
    void changes(long nowMillis, Consumer<byte[]> records) {
        synchronized (sessions) {
            if (unsent != null) {
                unsent.forEach(id -> records.accept(record(id, sessions.get(id), nowMillis)));
                unsent.clear();
            }
        }
    }

    /** Gives out all sessions, the one that was used last at the end. */
    void all(long nowMillis, Consumer<byte[]> records) {
        synchronized (sessions) {
            sessions.forEach((id, session) -> records.accept(record(id, session, nowMillis)));
        }
    }

    private static byte[] record(Id id, Session session, long nowMillis) {
        byte[] sid = session.sid().getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(4 * Long.BYTES + sid.length)
                .putLong(id.high())
                .putLong(id.low())
                .putLong(session.writtenMillis())
                .putLong(nowMillis - session.usedMillis())
                .put(sid)
                .array();
    }

    /** Takes over the session of a record of another node, unless that of this node was written later. */
    void merge(ByteBuffer record, long timeoutMillis, long nowMillis, long ageMillis) {
        Id id = new Id(record.getLong(), record.getLong());
        long written = record.getLong();
        long unused = record.getLong();
        if (written < 0 || written > MAX_MILLIS || unused < 0 || unused > MAX_MILLIS) {
            throw new IllegalArgumentException("a session written at " + written + ", not used for " + unused);
        }
        Session other = new Session(
                StandardCharsets.ISO_8859_1.decode(record).toString(), nowMillis - ageMillis - unused, written);
        synchronized (sessions) {
            expire(timeoutMillis, nowMillis);
            Session own = sessions.get(id);
            boolean expired = nowMillis - other.usedMillis() >= timeoutMillis;
            if (expired || own != null && !other.isLater(own)) {
                return;
            }
            sessions.remove(id);
            if (sessions.size() >= max) {
                forgetOldest();
            }
            sessions.put(id, other);
            forgotten(id);
        }
    }

    int unsent() {
        synchronized (sessions) {
            return unsent == null ? 0 : unsent.size();
        }
    }

    // ---- the zone

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
        Iterator<Map.Entry<Id, Session>> oldest = sessions.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Id, Session> entry = oldest.next();
            if (nowMillis - entry.getValue().usedMillis() < timeoutMillis) {
                return;
            }
            forgotten(entry.getKey());
            oldest.remove();
        }
    }
}
