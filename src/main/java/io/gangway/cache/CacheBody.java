package io.gangway.cache;

import io.gangway.content.FileRegion;
import io.gangway.content.Producer;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.loop.EventLoop;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.BiConsumer;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.IO;

/** Produces the body of a cached response: a small one in one piece, a large one as a region for the stream to send. */
final class CacheBody implements Producer {
    /** Up to this size, reading into a buffer is cheaper than a transfer from file to socket. */
    private static final int SMALL = 64 * 1024;

    private final EventLoop loop;
    private final CacheFile file;
    private final BiConsumer<LogLevel, String> log;

    /** Owned until it is closed or passed on; null when the file is in memory. */
    private FileChannel channel;

    CacheBody(EventLoop loop, CacheFile file, BiConsumer<LogLevel, String> log) {
        this.loop = loop;
        this.file = file;
        this.log = log;
        channel = file.takeChannel();
    }

    @Override
    public void start(Sink sink) {
        long size = file.bodyLength();
        if (channel != null && size > loop.pieceSize(SMALL)) {
            FileRegion region = new FileRegion(channel, file.header().layout().bodyStart(), size, true);
            channel = null;
            sink.write(region, Sink.Mark.LAST);
            return;
        }
        RetainableByteBuffer buffer = loop.buffers().acquire((int) Math.max(1, size), true);
        try {
            read(buffer.getByteBuffer().clear().limit((int) size));
        } catch (IOException e) {
            buffer.release();
            cancel(null);
            log.accept(LogLevel.CRIT, "read() \"" + file.name() + "\" failed (" + e.getMessage() + ")");
            sink.fail(e);
            return;
        }
        cancel(null);
        sink.write(buffer, Sink.Mark.LAST);
    }

    private void read(ByteBuffer into) throws IOException {
        if (channel == null) {
            file.copyBody(into);
        } else {
            long from = file.header().layout().bodyStart();
            while (into.hasRemaining()) {
                if (channel.read(into, from + into.position()) < 0) {
                    throw new EOFException("only " + into.position() + " of " + file.bodyLength() + " bytes");
                }
            }
        }
        into.flip();
    }

    @Override
    public void writable() {}

    @Override
    public void cancel(Throwable cause) {
        // It was only read, so a failure to close it loses nothing.
        IO.close(channel);
        channel = null;
    }
}
