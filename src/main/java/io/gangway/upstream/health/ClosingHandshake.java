package io.gangway.upstream.health;

import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Closes a WebSocket after a check: sends a close frame and waits a second at most for the peer to close the connection
 * (RFC 6455, section 7.1.1). Confined to its loop.
 */
final class ClosingHandshake implements Leg.Listener {
    private static final long WAIT_MILLIS = 1000;
    private static final int MAX_READ = 4096;

    private final Leg leg;
    private final Timer timer;
    private final ByteBuffer input = ByteBuffer.allocate(MAX_READ).limit(0);

    private ClosingHandshake(Leg leg) {
        this.leg = leg;
        timer = leg.loop().timer(this::end);
    }

    static void start(Leg leg) {
        new ClosingHandshake(leg).start();
    }

    private void start() {
        leg.listener(this);
        timer.arm(WAIT_MILLIS);
        try {
            leg.write(WebSocketHandshake.close());
            leg.demand();
        } catch (IOException e) {
            end();
        }
    }

    private void end() {
        timer.cancel();
        leg.close();
    }

    /** A peer that sends more than this is not waited for. */
    @Override
    public void readable() {
        try {
            if (leg.fill(input) < 0 || input.limit() == input.capacity()) {
                end();
            } else {
                leg.demand();
            }
        } catch (IOException e) {
            end();
        }
    }

    @Override
    public void writable() {}

    @Override
    public void failed(Throwable cause) {
        end();
    }

    @Override
    public void crashed(Throwable cause) {
        end();
    }
}
