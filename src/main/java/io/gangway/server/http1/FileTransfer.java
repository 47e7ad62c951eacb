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
 * A part of a file on its way to a connection: by sendfile where the socket is plain, else piece by piece. When the socket
 * takes no more, one piece goes through a buffer, whose writing tells when it takes more.
 */
final class FileTransfer {
    private static final long TURN = 1L << 21;

    private static final int PIECE = 65536;

    /** Behind what went by sendfile: enough to hear when the socket takes more. */
    private static final int PLAIN_PIECE = 4096;

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

    /** What stands before the bytes of the file. */
    ByteBuffer start() {
        if (!chunked || region.length() == 0) {
            return BufferUtil.EMPTY_BUFFER;
        }
        String size = Long.toHexString(region.length()) + "\r\n";
        return ByteBuffer.wrap(size.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Hands over what the socket takes now; 0 over TLS. */
    long transfer() throws IOException {
        if (!plain || !(connection.getEndPoint().getTransport() instanceof SocketChannel socket)) {
            return 0;
        }
        FileChannel channel = region.channel();
        long total = 0;
        while (position < region.length() && total < TURN) {
            long want = Math.min(region.length() - position, TURN);
            long n = channel.transferTo(region.offset() + position, want, socket);
            if (n <= 0) {
                break;
            }
            position += n;
            total += n;
        }
        return total;
    }

    /** The next piece in a buffer, or what stands behind the file; null when all is out. */
    RetainableByteBuffer next() throws IOException {
        if (position < region.length()) {
            int size = plain ? PLAIN_PIECE : connection.loop().pieceSize(PIECE);
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
