package io.gangway.servlet;

import io.gangway.content.RequestBodyException;
import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;
import io.gangway.server.HostedBody;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The body of a servlet request, read without blocking. The container's threads only report that data is available. */
final class ServletBody extends HostedBody implements ReadListener {
    private final ServletRequest request;
    private long left;

    /** Null until the first read, which makes the stream non-blocking. */
    private ServletInputStream in;

    ServletBody(ServletRequest request, RequestHead head, EventLoop loop) {
        super(head, loop);
        this.request = request;
        left = length();
    }

    @Override
    protected RetainableByteBuffer readPiece() throws RequestBodyException {
        RetainableByteBuffer piece = loop.buffers().acquire(PIECE, false);
        try {
            int n = ready() ? fill(piece) : 0;
            if (n > 0) {
                return piece;
            }
        } catch (IOException | RuntimeException e) {
            disconnected();
        }
        piece.release();
        if (failure != null) {
            throw failure;
        }
        return null;
    }

    private boolean ready() throws IOException {
        if (in == null) {
            in = request.getInputStream();
            in.setReadListener(this);
        }
        return in.isReady();
    }

    /** Reads through an array; the buffer may be direct when the heap pool is used up. */
    private int read(ByteBuffer to, int max) throws IOException {
        if (to.hasArray()) {
            return in.read(to.array(), to.arrayOffset(), max);
        }
        byte[] copy = new byte[max];
        int n = in.read(copy);
        to.put(0, copy, 0, Math.max(n, 0));
        return n;
    }

    private int fill(RetainableByteBuffer piece) throws IOException {
        ByteBuffer bytes = piece.getByteBuffer();
        bytes.clear();
        int max = left < 0 ? bytes.remaining() : (int) Math.min(bytes.remaining(), left);
        int n = read(bytes, max);
        if (n < 0) {
            end();
        } else if (left > 0) {
            left -= n;
            ended = left == 0;
        }
        bytes.limit(Math.max(n, 0));
        return n;
    }

    @Override
    protected boolean isReadable() {
        try {
            return ended || failure != null || ready();
        } catch (IOException | RuntimeException e) {
            disconnected();
            return true;
        }
    }

    // ---- ReadListener, called on the container's threads

    @Override
    public void onDataAvailable() {
        loop.execute(this::call);
    }

    /** Tomcat's stream is never ready again once an HTTP/2 body has ended. */
    @Override
    public void onAllDataRead() {
        loop.execute(() -> {
            end();
            call();
        });
    }

    private void end() {
        if (!ended) {
            ended = true;
            if (left > 0) {
                disconnected();
            }
        }
    }

    @Override
    public void onError(Throwable cause) {
        loop.execute(() -> {
            disconnected();
            if (!call()) {
                exchange.clientGone();
            }
        });
    }
}
