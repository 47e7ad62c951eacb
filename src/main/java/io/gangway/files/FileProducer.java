package io.gangway.files;

import io.gangway.content.FileRegion;
import io.gangway.content.Producer;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.IO;

/**
 * Produces the bytes of an open file: a small file from memory in one piece, a large one as a region for the stream to
 * send.
 */
final class FileProducer implements Producer {
    /** Up to this size, reading into a buffer is cheaper than a transfer from file to socket. */
    private static final int SMALL = 64 * 1024;

    private final Exchange exchange;
    private final String path;
    private final long size;

    /** Owned until it is closed or passed on; null afterwards. */
    private FileChannel channel;

    FileProducer(Exchange exchange, String path, FileChannel channel, long size) {
        this.exchange = exchange;
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    @Override
    public void start(Sink sink) {
        if (size > exchange.loop().pieceSize(SMALL)) {
            FileRegion region = new FileRegion(channel, 0, size, true);
            channel = null;
            sink.write(region, Sink.Mark.LAST);
            return;
        }
        RetainableByteBuffer buffer = exchange.loop().buffers().acquire((int) Math.max(1, size), true);
        try {
            read(buffer.getByteBuffer());
        } catch (IOException e) {
            buffer.release();
            cancel(null);
            exchange.log(LogLevel.CRIT, "read() \"" + path + "\" failed (" + e.getMessage() + ")");
            sink.fail(e);
            return;
        }
        cancel(null);
        sink.write(buffer, Sink.Mark.LAST);
    }

    private void read(ByteBuffer into) throws IOException {
        into.clear().limit((int) size);
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) {
                throw new EOFException("only " + into.position() + " of " + size + " bytes");
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
