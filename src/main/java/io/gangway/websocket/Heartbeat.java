package io.gangway.websocket;

import io.gangway.loop.Timer;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pings one leg of a tunnel when nothing has arrived from it for an interval. Any bytes count as a response. It sends
 * no ping while a ping of the other end is unanswered, because a peer that receives two may answer only the last one
 * (RFC 6455, section 5.5.3). Confined to the loop of the tunnel.
 */
final class Heartbeat {
    private final RelayTunnel tunnel;
    /** Reads from the leg. */
    private final Relay reader;
    /** Writes to the leg. */
    private final Relay writer;

    private final TunnelSettings settings;
    private final byte[] payload = ByteBuffer.allocate(8)
            .putLong(ThreadLocalRandom.current().nextLong())
            .array();
    private final Timer timer;
    /** Remaining time for a response, milliseconds; -1 while none is expected. */
    private long responseMillis = -1;

    Heartbeat(RelayTunnel tunnel, Relay reader, Relay writer, TunnelSettings settings) {
        this.tunnel = tunnel;
        this.reader = reader;
        this.writer = writer;
        this.settings = settings;
        timer = tunnel.timer(this::expired);
        timer.arm(settings.pingMillis());
    }

    void stop() {
        timer.cancel();
    }

    private void expired() {
        if (tunnel.isEnding() || reader.isEnded()) {
            return;
        }
        if (reader.takeReceived()) {
            responseMillis = -1;
        } else if (responseMillis == 0 && isResponsePossible()) {
            tunnel.unresponsive(reader);
            return;
        } else if (responseMillis < 0 && ping()) {
            responseMillis = settings.pongMillis();
        }
        arm();
    }

    /** Checks again after an interval, or when the time for the response is over, whichever comes first. */
    private void arm() {
        long millis = settings.pingMillis();
        if (responseMillis > 0) {
            millis = Math.min(millis, responseMillis);
            responseMillis -= millis;
        }
        timer.arm(millis);
    }

    /** False while nothing is read from the leg, or while data written before the ping is still being sent. */
    private boolean isResponsePossible() {
        return !reader.isWriting() && !writer.isWriting() && !writer.processor().hasOwn();
    }

    private boolean ping() {
        return !reader.processor().tracker().owesPong() && writer.ping(payload);
    }
}
