package io.gangway.upstream;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The idle connections of one group on one loop, bounded by {@code keepalive}; the one used last is used first, the one idle
 * longest goes first. A connection on which anything arrives while it is idle, the end above all, is closed at once.
 */
public final class IdleLegs {
    private final UpstreamGroup group;
    private final KeepaliveSettings settings;
    /** The one used last stands last. */
    private final List<UpstreamLeg> legs = new ArrayList<>();

    IdleLegs(UpstreamGroup group) {
        this.group = group;
        settings = group.keepalive();
    }

    /**
     * A connection to that address, now owned by the caller; null when there is none.
     *
     * @param tag the location that asks, for groups whose connections are not shared between locations
     */
    public UpstreamLeg take(SocketAddress address, Object kind, Object tag) {
        for (int i = legs.size() - 1; i >= 0; i--) {
            UpstreamLeg leg = legs.get(i);
            if ((!settings.local() || leg.place.tag == tag)
                    && Objects.equals(leg.kind(), kind)
                    && leg.address().equals(address)) {
                legs.remove(i);
                return leg;
            }
        }
        return null;
    }

    /** Keeps a connection whose request and answer are complete, or closes it when its time has come. */
    public void put(UpstreamLeg leg, Object tag) {
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
        if (leg.place == null) {
            leg.place = new IdleEntry(this, leg);
        }
        leg.place.tag = tag;
        legs.add(leg);
        leg.owner(leg.place);
        leg.arm(settings.timeoutMillis());
        leg.leg().demand();
    }

    void close() {
        legs.forEach(UpstreamLeg::close);
        legs.clear();
    }

    /** An idle connection's owner. */
    static final class IdleEntry implements UpstreamLeg.Owner {
        private final IdleLegs legs;
        private final UpstreamLeg leg;
        private Object tag;

        IdleEntry(IdleLegs legs, UpstreamLeg leg) {
            this.legs = legs;
            this.leg = leg;
        }

        private void drop() {
            legs.legs.remove(leg);
            leg.close();
        }

        @Override
        public void readable() {
            drop();
        }

        @Override
        public void writable() {}

        @Override
        public void failed(Throwable cause) {
            drop();
        }

        @Override
        public void crashed(Throwable cause) {
            drop();
        }

        @Override
        public void timedOut() {
            drop();
        }
    }
}
