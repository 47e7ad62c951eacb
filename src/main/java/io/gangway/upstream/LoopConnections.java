package io.gangway.upstream;

import java.net.SocketAddress;
import java.util.function.Supplier;

/** All connections that a group keeps on one loop. Confined to the loop. */
final class LoopConnections implements KeptConnections {
    /** Each serves one request at a time. */
    final IdleLegs legs;
    /** Each serves many requests at a time; null until there are some. */
    private volatile KeptConnections multiplexed;

    LoopConnections(UpstreamGroup group) {
        legs = new IdleLegs(group);
    }

    KeptConnections multiplexed(Supplier<? extends KeptConnections> first) {
        if (multiplexed == null) {
            multiplexed = first.get();
        }
        return multiplexed;
    }

    @Override
    public int idle() {
        KeptConnections others = multiplexed;
        return legs.idle() + (others == null ? 0 : others.idle());
    }

    @Override
    public void close(SocketAddress address) {
        legs.close(address);
        if (multiplexed != null) {
            multiplexed.close(address);
        }
    }

    @Override
    public void close() {
        legs.close();
        if (multiplexed != null) {
            multiplexed.close();
        }
    }
}
