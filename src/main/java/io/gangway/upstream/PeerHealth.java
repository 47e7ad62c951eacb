package io.gangway.upstream;

/**
 * The state of a peer, by the rules of nginx's round robin. A change of the peer's parameters replaces the {@link Peer},
 * which keeps this object. All fields are guarded by the lock of its {@link Peers}.
 */
final class PeerHealth {
    int effectiveWeight;
    int currentWeight;
    int fails;
    int connections;
    /** Time of the last failure, in seconds. */
    long accessed;
    /** Time of the last failure, or of the last try after {@code fail_timeout}, in seconds. */
    long checked;
    /** Whether it gets no new requests: it is down, draining or removed. */
    boolean out;

    PeerHealth(PeerSettings settings) {
        changed(settings);
    }

    /** Adopts changed parameters. */
    void changed(PeerSettings settings) {
        effectiveWeight = settings.weight();
        out = settings.isOut();
    }
}
