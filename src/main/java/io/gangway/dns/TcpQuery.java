package io.gangway.dns;

import io.gangway.loop.ConnectAttempt;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A query over TCP (RFC 1035, section 4.2.2), for a response that did not fit into a datagram: one connection for one
 * query. Failures are not reported: the timer of the {@link Question} queries again. Confined to its loop.
 */
final class TcpQuery implements ConnectAttempt.Listener, Leg.Listener {
    private static final int LARGEST = 2 + 0xffff;

    private final InetSocketAddress server;
    private final ByteBuffer query;
    private final Consumer<ByteBuffer> answered;
    private final ByteBuffer input = ByteBuffer.allocate(LARGEST).limit(0);
    private EventLoop.Dialling dialling;
    private Leg leg;

    TcpQuery(InetSocketAddress server, ByteBuffer query, Consumer<ByteBuffer> answered) {
        this.server = server;
        this.query = query;
        this.answered = answered;
    }

    void start(EventLoop loop, long timeoutMillis) {
        dialling = loop.dial(new ConnectAttempt(server, null, timeoutMillis), this);
    }

    @Override
    public void connected(Leg newLeg) {
        dialling = null;
        leg = newLeg;
        leg.listener(this);
        ByteBuffer message = ByteBuffer.allocate(2 + query.remaining());
        message.putShort((short) query.remaining()).put(query).flip();
        try {
            leg.write(message);
            leg.demand();
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public void readable() {
        try {
            int filled = leg.fill(input);
            if (filled < 0) {
                close();
                return;
            }
        } catch (IOException e) {
            close();
            return;
        }
        if (input.remaining() >= 2 && input.remaining() - 2 >= (input.getShort(0) & 0xffff)) {
            close();
            answered.accept(input.slice(2, input.getShort(0) & 0xffff));
        } else {
            leg.demand();
        }
    }

    @Override
    public void writable() {}

    @Override
    public void failed(Throwable cause) {
        close();
    }

    @Override
    public void crashed(Throwable cause) {
        close();
    }

    /** Idempotent. */
    void close() {
        if (dialling != null) {
            dialling.cancel();
            dialling = null;
        }
        if (leg != null) {
            leg.close();
            leg = null;
        }
    }
}
