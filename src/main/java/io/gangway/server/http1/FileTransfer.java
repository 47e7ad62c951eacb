package io.gangway.server.http1;

import io.gangway.content.FileRegion;
import io.gangway.http.ChunkedEncoder;
import io.gangway.http.Fields;
import io.gangway.http.HeadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Sends a part of a file to a connection: by sendfile in clear text, else piece by piece through buffers. When the
 * socket accepts no more, one piece goes through a buffer, whose write completes when the socket is writable again.
 */
final class FileTransfer {
    private static final long MAX_TRANSFER = 1L << 21;

    private static final int PIECE = 65536;

    /** Size of a buffered piece in clear text: just enough to be notified when the socket is writable again. */
    private static final int PROBE_PIECE = 4096;

    private final Http1Connection connection;
    private final FileRegion region;
    private final boolean chunked;
    private final boolean last;
    private final Fields trailers;
    private final boolean plain;
    private long position;
    private boolean ended;

    FileTransfer(Http1Connection connection, FileRegion region, boolean chunked, boolean last, Fields trailers) {
        this.connection = connection;
        this.region = region;
        this.chunked = chunked;
        this.last = last;
        this.trailers = trailers;
        plain = connection.client().tls() == null;
    }

    /** Returns the bytes before the file: the chunk header or nothing. */
    ByteBuffer start() {
        if (!chunked || region.length() == 0) {
            return BufferUtil.EMPTY_BUFFER;
        }
        String size = Long.toHexString(region.length()) + "\r\n";
        return ByteBuffer.wrap(size.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Sends by sendfile what the socket accepts now.
     *
     * @return the number of bytes; 0 over TLS
     */
    long transfer() throws IOException {
        if (!plain || !(connection.getEndPoint().getTransport() instanceof SocketChannel socket)) {
            return 0;
        }
        FileChannel channel = region.channel();
        long total = 0;
        while (position < region.length() && total < MAX_TRANSFER) {
            long max = Math.min(region.length() - position, MAX_TRANSFER);
            long n = channel.transferTo(region.offset() + position, max, socket);
            if (n <= 0) {
                break;
            }
            position += n;
            total += n;
        }
        return total;
    }

    /** Returns the next buffered piece of the file, or the bytes after the file; null at the end. */
    RetainableByteBuffer next() throws IOException {
        if (position < region.length()) {
            int size = plain ? PROBE_PIECE : connection.loop().pieceSize(PIECE);
            RetainableByteBuffer piece = region.read(connection.loop().buffers(), position, size);
            position += piece.remaining();
            return piece;
        }
        if (ended || !chunked) {
            return null;
        }
        ended = true;
        HeadWriter end = new HeadWriter();
        if (region.length() > 0) {
            end.text("\r\n");
        }
        if (last) {
            ChunkedEncoder.last(end, trailers);
        }
        return end.length() == 0 ? null : RetainableByteBuffer.wrap(ByteBuffer.wrap(end.array(), 0, end.length()));
    }

    void close() {
        region.close();
    }
}
