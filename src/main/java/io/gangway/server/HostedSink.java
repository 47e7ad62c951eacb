package io.gangway.server;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import io.gangway.server.connection.ClientSink;
import java.io.IOException;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Passes the response of one exchange to another server, which frames and writes it. Confined to the loop; owns the
 * buffers it is given until that server has their content.
 */
public abstract class HostedSink extends ClientSink {
    /** Maximum number of bytes of one write. */
    protected static final int PIECE = 32768;

    protected final EventLoop loop;

    /** Runs for {@code send_timeout} while a write is under way. */
    protected final Timer timer;

    /** What is being written: a buffer or a file. */
    protected RetainableByteBuffer body;

    protected FileRegion file;
    protected long filePosition;

    /** Whether the server must send what it has. */
    protected boolean flush;

    /** Bytes of the body. */
    protected long sent;

    private final HostedStream<?, ?> stream;

    protected HostedSink(HostedStream<?, ?> stream, Exchange exchange) {
        super(exchange);
        this.stream = stream;
        loop = exchange.loop();
        timer = loop.timer(this::expired);
    }

    @Override
    public final long bytesSent() {
        return bodyBytesSent();
    }

    @Override
    public final long bodyBytesSent() {
        return sent + stream.tunnelled();
    }

    @Override
    public final void head(Response response) {
        this.response = response;
    }

    @Override
    public final Written write(RetainableByteBuffer buffer, Mark mark) {
        if (broken) {
            buffer.release();
            return Written.FAILED;
        }
        body = buffer;
        return begin(mark);
    }

    @Override
    public final Written write(FileRegion region, Mark mark) {
        if (broken) {
            region.close();
            return Written.FAILED;
        }
        file = region;
        filePosition = 0;
        return begin(mark);
    }

    private Written begin(Mark mark) {
        last = mark == Mark.LAST;
        flush = mark == Mark.FLUSH;
        try {
            if (!committed) {
                commit();
            }
            if (response.headerOnly()) {
                free();
            }
            return transfer();
        } catch (IOException | RuntimeException e) {
            breakOff(e);
            return Written.FAILED;
        }
    }

    /** Passes the head to the server, which sends it with the first bytes. */
    protected abstract void commit() throws IOException;

    /** Passes bytes until the server has all of them; PENDING when {@link #resume} follows. */
    protected abstract Written transfer() throws IOException;

    /** The server accepts more. */
    protected final void resume() {
        boolean wasLast = last;
        try {
            if (transfer() == Written.DONE && !wasLast) {
                producer.writable();
            }
        } catch (IOException | RuntimeException e) {
            breakOff(e);
        }
    }

    /** Whether {@link #body} has bytes that the server has not. */
    protected final boolean hasBytes() {
        return body != null && body.hasRemaining();
    }

    /** Whether the file has bytes that were not read. */
    protected final boolean hasFileBytes() {
        return file != null && filePosition < file.length();
    }

    /** The server has everything that was to be written. */
    protected final Written transferred() throws IOException {
        free();
        if (last) {
            if (!response.headerOnly() && response.contentLength() >= 0 && sent != response.contentLength()) {
                throw new IOException("the response does not have the length that its head says");
            }
            complete();
        }
        return Written.DONE;
    }

    @Override
    protected final void stop(Throwable cause) {
        release();
        cancelProducer(cause);
    }

    /** Releases all buffers. Idempotent. */
    public void release() {
        timer.cancel();
        broken |= !complete;
        free();
    }

    protected void free() {
        if (body != null) {
            body.release();
            body = null;
        }
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
