package io.gangway.server.http2;

import io.gangway.exchange.ServerSettings;
import io.gangway.http.BadMessageException;
import io.gangway.http.HeadBuilder;
import io.gangway.http.Limits;
import io.gangway.http2.frame.HeaderBlockReader;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.Timer;
import java.nio.ByteBuffer;

/**
 * Decodes the request heads of one connection, one after another, each within {@code client_header_timeout}. Confined
 * to the loop.
 */
final class Http2RequestDecoder {
    /** Receives each head that is to be served. */
    interface Listener {
        /**
         * A head has ended.
         *
         * @param ended whether there is no body
         * @param fault why the request is refused; null for a valid, complete head
         */
        void request(HeadBuilder head, boolean ended, BadMessageException fault);
    }

    private final Listener listener;
    private final Limits limits;
    private final boolean extendedConnect;
    private final long timeoutMillis;
    private final HeaderBlockReader block;
    private final Timer timer;
    private boolean timed;

    /** The head that is being read; null when there is none, or its fields are discarded. */
    private HeadBuilder head;

    private boolean ends;
    private BadMessageException fault;

    /**
     * @param extendedConnect {@code http2_extended_connect}
     */
    Http2RequestDecoder(SelectorEventLoop loop, ServerSettings settings, boolean extendedConnect, Listener listener) {
        this.listener = listener;
        this.extendedConnect = extendedConnect;
        limits = settings.limits();
        timeoutMillis = settings.headerTimeoutMillis();
        long max = (long) limits.largeBuffers() * limits.largeBufferSize();
        block = new HeaderBlockReader(limits.largeBufferSize(), (int) Math.min(max, Integer.MAX_VALUE));
        timer = loop.timer(this::expired);
    }

    /** The heap of an incomplete head, in bytes. */
    int held() {
        return head == null ? 0 : block.held() + head.decoded();
    }

    boolean isReading() {
        return head != null;
    }

    /** Begins a head that is discarded; it is decoded nevertheless, to update the tables. */
    void skip() {
        head = null;
        block.begin(this::field);
    }

    /**
     * Begins a head.
     *
     * @param ended whether there is no body
     */
    void begin(boolean ended) {
        skip();
        head = new HeadBuilder(limits, extendedConnect);
        ends = ended;
        fault = null;
    }

    void read(ByteBuffer bytes) throws Http2ConnectionException {
        if (head != null) {
            head.length(bytes.remaining());
        }
        block.read(bytes);
    }

    private void field(String name, String value) {
        if (head == null || fault != null) {
            return;
        }
        try {
            head.field(name, value);
        } catch (BadMessageException e) {
            fault = e;
        }
    }

    /** Ends the head. */
    void end() throws Http2ConnectionException {
        block.end();
        if (head == null) {
            return;
        }
        try {
            if (fault == null) {
                head.complete(ends);
            }
        } catch (BadMessageException e) {
            fault = e;
        }
        complete();
    }

    /** No more bytes are available now: starts the time-out. */
    void pause() {
        if (head != null && !timed) {
            timed = true;
            timer.arm(timeoutMillis);
        }
    }

    private void expired() {
        timed = false;
        if (head != null) {
            fault = new BadMessageException(
                    408, "client timed out (110: Connection timed out)", "reading client request headers");
            complete();
        }
    }

    private void complete() {
        HeadBuilder known = head;
        cancel();
        listener.request(known, ends, fault);
    }

    /** Discards the head that is being read. */
    void cancel() {
        head = null;
        if (timed) {
            timed = false;
            timer.cancel();
        }
    }
}
