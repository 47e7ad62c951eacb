package io.gangway.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/** A socket on a loop. Other than Jetty's own, it tells a reset from an end of stream, and an end of stream never closes it. */
final class LoopEndPoint extends SocketChannelEndPoint {
    private final SelectorLoop loop;

    LoopEndPoint(SocketChannel channel, SelectorLoop loop, SelectionKey key, Scheduler scheduler) {
        super(channel, loop, key, scheduler);
        this.loop = loop;
    }

    SelectorLoop loop() {
        return loop;
    }

    /**
     * Does not note the end of the stream, which can be read again: with it noted, Jetty closes the connection as soon as the
     * other direction has ended too, and TLS loses what it has read and not decrypted yet. Whoever owns the end point closes it.
     */
    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int position = BufferUtil.flipToFill(buffer);
        try {
            return getChannel().read(buffer);
        } finally {
            BufferUtil.flipToFlush(buffer, position);
        }
    }

    /** One buffer with content goes out by write, which costs less than writev. Nothing here is idle: loops have timers. */
    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        ByteBuffer only = null;
        int filled = 0;
        for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
                only = buffer;
                filled++;
            }
        }
        try {
            if (filled > 1) {
                getChannel().write(buffers);
            } else if (filled == 1) {
                getChannel().write(only);
            }
        } catch (IOException e) {
            throw new EofException(e);
        }
        return BufferUtil.remaining(buffers) == 0;
    }
}
