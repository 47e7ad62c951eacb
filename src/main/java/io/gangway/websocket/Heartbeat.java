package io.gangway.websocket;

import io.gangway.loop.Timer;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Asks one leg of a tunnel whether it is still there, when nothing has come from it for an interval. Anything that comes is
 * an answer. It keeps quiet while a ping of the other end is unanswered: who gets two may answer the last one only
 * (RFC 6455, section 5.5.3). Confined to the loop of the tunnel.
 */
final class Heartbeat {
    private final RelayTunnel tunnel;
    /** Reads from the leg. */
    private final Relay listening;
    /** Writes to the leg. */
    private final Relay speaking;

    private final TunnelSettings settings;
    private final byte[] payload = ByteBuffer.allocate(8)
            .putLong(ThreadLocalRandom.current().nextLong())
            .array();
    private final Timer timer;
    /** How much longer the answer may take, milliseconds; -1 while none is awaited. */
    private long patience = -1;

    Heartbeat(RelayTunnel tunnel, Relay listening, Relay speaking, TunnelSettings settings) {
        this.tunnel = tunnel;
        this.listening = listening;
        this.speaking = speaking;
        this.settings = settings;
        timer = tunnel.timer(this::expired);
        timer.arm(settings.pingMillis());
    }

    void stop() {
        timer.cancel();
    }

    private void expired() {
        if (tunnel.isEnding() || listening.isEnded()) {
            return;
        }
        if (listening.heard()) {
            patience = -1;
        } else if (patience == 0 && isResponsePossible()) {
            tunnel.dead(listening);
            return;
        } else if (patience < 0 && ask()) {
            patience = settings.pongMillis();
        }
        arm();
    }

    /** Looks again after an interval, or when patience ends before. */
    private void arm() {
        long millis = settings.pingMillis();
        if (patience > 0) {
            millis = Math.min(millis, patience);
            patience -= millis;
        }
        timer.arm(millis);
    }

    /** Not while nothing is read from the leg, nor while what was written before the ping is still under way. */
    private boolean isResponsePossible() {
        return !listening.isWriting()
                && !speaking.isWriting()
                && !speaking.processor().hasOwn();
    }

    private boolean ask() {
        return !listening.processor().follower().owesPong() && speaking.ping(payload);
    }
}
