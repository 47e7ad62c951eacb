package io.gangway.upstream.sticky;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.upstream.Peer;
import io.gangway.upstream.Stickiness;
import io.gangway.upstream.StickySession;

/**
 * {@code sticky learn}: the first request of a session is balanced; its server is remembered by an id that the server
 * sets, usually in a cookie.
 *
 * @param create the id of a new session, after a response
 * @param lookup the id of the session of a request
 * @param timeoutMillis how long a session is kept after its last request
 * @param afterHeader whether a session begins with the header of a response, not with its end
 */
record StickyLearn(
        SessionVariables create,
        SessionVariables lookup,
        LearnedSessions sessions,
        long timeoutMillis,
        boolean afterHeader)
        implements Stickiness {
    private static final long NANOS = 1_000_000;

    @Override
    public StickySession begin(Exchange x) {
        return new Session(this, x, lookup.value(x));
    }

    @Override
    public String wanted(Exchange x) {
        return find(lookup.value(x), x);
    }

    @Override
    public boolean binds(Exchange x) {
        return create.value(x) != null || wanted(x) != null;
    }

    private String find(String id, Exchange x) {
        return id == null ? null : sessions.find(id, timeoutMillis, now(x));
    }

    /** The clock of a loop that all loops share. */
    private static long now(Exchange x) {
        return x.loop().nanoTime() / NANOS;
    }

    @Override
    public String toString() {
        return "learn";
    }

    /**
     * One request.
     *
     * @param id of its session; null for none
     */
    private record Session(StickyLearn learn, Exchange x, String id) implements StickySession {
        @Override
        public String wanted() {
            return learn.find(id, x);
        }

        @Override
        public void chosen(Peer peer) {}

        @Override
        public void headReceived(Peer peer) {
            if (learn.afterHeader) {
                learn(peer);
            }
        }

        @Override
        public void ended(Peer peer) {
            if (!learn.afterHeader) {
                learn(peer);
            }
        }

        private void learn(Peer peer) {
            String created = learn.create.value(x);
            if (created != null) {
                if (learn.sessions.learn(created, peer.sid(), learn.timeoutMillis, now(x))) {
                    x.log(
                            LogLevel.WARN,
                            "could not allocate node in sticky session zone \"" + learn.sessions.name()
                                    + "\", expiring least recently used session");
                }
            } else if (id != null) {
                learn.sessions.renew(id, peer.sid(), learn.timeoutMillis, now(x));
            }
        }
    }
}
