package io.gangway.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/** A socket on a loop. Other than Jetty's own, it tells a reset from an end of stream. */
final class LoopEndPoint extends SocketChannelEndPoint {
    private final SelectorLoop loop;

    LoopEndPoint(SocketChannel channel, SelectorLoop loop, SelectionKey key, Scheduler scheduler) {
        super(channel, loop, key, scheduler);
        this.loop = loop;
    }

    SelectorLoop loop() {
        return loop;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (isInputShutdown()) {
            return -1;
        }
        int position = BufferUtil.flipToFill(buffer);
        try {
            int filled = getChannel().read(buffer);
            if (filled < 0) {
                shutdownInput();
            }
            return filled;
        } finally {
            BufferUtil.flipToFlush(buffer, position);
        }
    }
}
