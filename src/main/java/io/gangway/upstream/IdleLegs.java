package io.gangway.upstream;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The idle connections of one group on one loop, at most as many as {@code keepalive} allows. The most recently used
 * one is reused first; if there are too many, the one that is idle longest is closed. A connection that becomes
 * readable while idle, usually because the peer closed it, is closed immediately.
 */
public final class IdleLegs implements KeptConnections {
    private final UpstreamGroup group;
    private final KeepaliveSettings settings;
    /** In the order of last use, the most recent one last. */
    private final List<UpstreamLeg> legs = new ArrayList<>();

    IdleLegs(UpstreamGroup group) {
        this.group = group;
        settings = group.keepalive();
    }

    /**
     * Removes an idle connection to the address, which the caller then owns; null if there is none.
     *
     * @param tag the location of the request, for groups whose connections are not shared between locations
     */
    public UpstreamLeg acquire(SocketAddress address, Object kind, Object tag) {
        for (int i = legs.size() - 1; i >= 0; i--) {
            UpstreamLeg leg = legs.get(i);
            if ((!settings.local() || leg.idleEntry.tag == tag)
                    && Objects.equals(leg.kind(), kind)
                    && leg.address().equals(address)) {
                legs.remove(i);
                return leg;
            }
        }
        return null;
    }

    /** Keeps a connection whose request and response are complete, or closes it if it has reached a limit. */
    public void release(UpstreamLeg leg, Object tag) {
        if (group.isClosed()
                || !leg.leg().isOpen()
                || leg.requests() >= settings.requests()
                || leg.ageMillis() > settings.timeMillis()) {
            leg.close();
            return;
        }
        if (legs.size() == settings.connections()) {
            legs.remove(0).close();
        }
        if (leg.idleEntry == null) {
            leg.idleEntry = new IdleEntry(this, leg);
        }
        leg.idleEntry.tag = tag;
        legs.add(leg);
        leg.owner(leg.idleEntry);
        leg.arm(settings.timeoutMillis());
        leg.leg().demand();
    }

    @Override
    public void close(SocketAddress address) {
        legs.removeIf(leg -> {
            boolean closes = leg.address().equals(address);
            if (closes) {
                leg.close();
            }
            return closes;
        });
    }

    @Override
    public int idle() {
        return legs.size();
    }

    @Override
    public void close() {
        legs.forEach(UpstreamLeg::close);
        legs.clear();
    }

    /** Owns an idle connection. */
    static final class IdleEntry implements UpstreamLeg.Owner {
        private final IdleLegs legs;
        private final UpstreamLeg leg;
        private Object tag;

        IdleEntry(IdleLegs legs, UpstreamLeg leg) {
            this.legs = legs;
            this.leg = leg;
        }

        private void discard() {
            legs.legs.remove(leg);
            leg.close();
        }

        @Override
        public void readable() {
            discard();
        }

        @Override
        public void writable() {}

        @Override
        public void failed(Throwable cause) {
            discard();
        }

        @Override
        public void crashed(Throwable cause) {
            discard();
        }

        @Override
        public void timedOut() {
            discard();
        }
    }
}
