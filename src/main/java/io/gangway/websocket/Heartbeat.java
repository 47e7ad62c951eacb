package io.gangway.websocket;

import io.gangway.core.Timer;
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
    private boolean waiting;

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
        if (tunnel.isEnding()) {
            return;
        }
        if (listening.heard()) {
            waiting = false;
            timer.arm(settings.pingMillis());
        } else if (waiting && isAnswerPossible()) {
            tunnel.dead(listening);
        } else if (waiting || ask()) {
            waiting = true;
            timer.arm(settings.pongMillis());
        } else {
            timer.arm(settings.pingMillis());
        }
    }

    /** Not while nothing is read from the leg, nor while what was written before the ping is still under way. */
    private boolean isAnswerPossible() {
        return !listening.isWriting()
                && !speaking.isWriting()
                && !speaking.gate().hasOwn();
    }

    private boolean ask() {
        return !listening.gate().follower().owesPong() && speaking.ping(payload);
    }
}
