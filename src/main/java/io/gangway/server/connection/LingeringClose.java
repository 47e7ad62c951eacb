package io.gangway.server.connection;

import io.gangway.exchange.Lingering;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.Timer;
import java.io.IOException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Closes a connection whose client may still be sending: sends FIN and discards input, so that a reset does not destroy
 * the response. Confined to its loop.
 */
public final class LingeringClose {
    private static final int INPUT = 16384;
    private static final long NANOS_OF_MILLI = 1_000_000L;

    private final EndPoint endPoint;
    private final SelectorEventLoop loop;
    private final Lingering lingering;
    private final Runnable interest;
    private final Timer timer;
    private long until;

    /**
     * @param interest requests a call when something arrives, which must then call {@link #read()}
     */
    LingeringClose(EndPoint endPoint, SelectorEventLoop loop, Lingering lingering, Runnable interest) {
        this.endPoint = endPoint;
        this.loop = loop;
        this.lingering = lingering;
        this.interest = interest;
        timer = loop.timer(endPoint::close);
    }

    void begin() {
        until = loop.nanoTime() + lingering.timeMillis() * NANOS_OF_MILLI;
        endPoint.shutdownOutput();
        timer.arm(lingering.timeoutMillis());
        loop.execute(this::read);
    }

    /** Discards input; closes the connection at its end or after {@code lingering_time}. */
    public void read() {
        if (!endPoint.isOpen()) {
            return;
        }
        if (fill() < 0 || loop.nanoTime() - until > 0) {
            endPoint.close();
        } else {
            timer.arm(lingering.timeoutMillis());
            interest.run();
        }
    }

    private int fill() {
        RetainableByteBuffer input = loop.buffers().acquire(INPUT, true);
        try {
            return endPoint.fill(input.getByteBuffer());
        } catch (IOException e) {
            return -1;
        } finally {
            input.release();
        }
    }

    /** The connection was closed. */
    void cancel() {
        timer.cancel();
    }
}
