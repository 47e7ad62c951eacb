package io.gangway.proxy;

import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** An upstream leg whose first bytes were read together with the 101: they are given first. */
final class UpgradedLeg implements Leg {
    private final Leg leg;
    /** Null when all was given. */
    private RetainableByteBuffer early;

    private Listener listener;
    private boolean posted;

    UpgradedLeg(Leg leg, RetainableByteBuffer early) {
        this.leg = leg;
        this.early = early;
    }

    @Override
    public void listener(Listener newListener) {
        listener = newListener;
        leg.listener(newListener);
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (early == null) {
            return leg.fill(buffer);
        }
        int before = early.remaining();
        int position = buffer.position();
        int limit = buffer.limit();
        int room = Math.min(before, buffer.capacity() - limit);
        ByteBuffer source = early.getByteBuffer();
        buffer.limit(limit + room);
        buffer.put(limit, source, source.position(), room);
        source.position(source.position() + room);
        buffer.position(position);
        if (!source.hasRemaining()) {
            free();
        }
        return room;
    }

    @Override
    public void demand() {
        if (early == null) {
            leg.demand();
        } else if (!posted) {
            posted = true;
            leg.loop().execute(this::give);
        }
    }

    private void give() {
        posted = false;
        Listener told = listener;
        if (told == null) {
            return;
        }
        try {
            told.readable();
        } catch (RuntimeException | Error e) {
            told.crashed(e);
        }
    }

    private void free() {
        if (early != null) {
            early.release();
            early = null;
        }
    }

    @Override
    public boolean write(ByteBuffer... buffers) throws IOException {
        return leg.write(buffers);
    }

    @Override
    public long sent() {
        return leg.sent();
    }

    @Override
    public void shutdownOutput() {
        leg.shutdownOutput();
    }

    @Override
    public void close() {
        listener = null;
        free();
        leg.close();
    }

    @Override
    public void abort() {
        listener = null;
        free();
        leg.abort();
    }

    @Override
    public boolean isOpen() {
        return leg.isOpen();
    }

    @Override
    public SocketAddress localAddress() {
        return leg.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return leg.remoteAddress();
    }

    @Override
    public SSLEngine tls() {
        return leg.tls();
    }

    @Override
    public EventLoop loop() {
        return leg.loop();
    }
}
