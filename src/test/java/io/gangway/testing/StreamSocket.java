package io.gangway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A stream of an HTTP/2 connection as a socket: END_STREAM is FIN, RST_STREAM is RST, and the flow-control window is
 * the receive buffer. The heads are read and sent with methods of their own.
 */
final class StreamSocket extends Socket {
    private final Http2Streams connection;
    private final int id;

    // All guarded by this.
    private final Deque<byte[]> received = new ArrayDeque<>();
    private final Deque<List<String>> heads = new ArrayDeque<>();
    private int consumed;
    private boolean ended;
    /** Whether the first header block ended the stream. */
    private boolean bare;

    private boolean headSeen;
    /** The code of a received RST_STREAM; -1 for none. */
    private int reset = -1;

    private boolean lost;
    private boolean outputEnded;
    private boolean closed;
    private boolean abortive;
    private int timeoutMillis = 60_000;

    /** Guarded by the connection. */
    long sendWindow;

    /** Bytes that were read and whose window is not given back; used by the thread that reads. */
    int owed;

    StreamSocket(Http2Streams connection, int id) {
        this.connection = connection;
        this.id = id;
    }

    int id() {
        return id;
    }

    // ---- from the reader of the connection

    synchronized void head(List<String> fields, boolean end) {
        heads.add(fields);
        bare |= end && !headSeen;
        headSeen = true;
        ended |= end;
        notifyAll();
    }

    /** Returns false if nobody will read this. */
    synchronized boolean data(byte[] bytes, boolean end) {
        if (!closed && bytes.length > 0) {
            received.add(bytes);
        }
        ended |= end;
        notifyAll();
        return !closed;
    }

    synchronized void resetBy(int code) {
        reset = code;
        notifyAll();
    }

    synchronized void lost() {
        lost = true;
        notifyAll();
    }

    synchronized boolean isOver() {
        return lost || reset >= 0 || closed && abortive || ended && outputEnded;
    }

    synchronized boolean canSend() {
        return !lost && reset < 0 && !closed;
    }

    // ---- heads

    /** Waits for the next header block. Trailers are skipped by reading to the end instead. */
    synchronized List<String> readHead() throws IOException {
        long giveUp = deadline();
        while (heads.isEmpty()) {
            failIfReset();
            await(giveUp);
        }
        return heads.poll();
    }

    /** Whether nothing more comes after the heads and bytes that are there. */
    synchronized boolean hasEnded() {
        return ended;
    }

    /** Whether there is no body: the first header block ended the stream. */
    synchronized boolean isBare() {
        return bare;
    }

    void sendHead(boolean end, String... fields) throws IOException {
        sending();
        connection.peer().headers(id, end, fields);
        if (end) {
            outputEnded();
        }
    }

    private synchronized void sending() throws SocketException {
        if (closed || outputEnded) {
            throw new SocketException("Socket is closed");
        }
        failIfReset();
    }

    private void failIfReset() throws SocketException {
        if (reset >= 0 || lost) {
            throw new SocketException(reset >= 0 ? "Connection reset by RST_STREAM " + reset : "Connection lost");
        }
    }

    private synchronized void outputEnded() {
        outputEnded = true;
        connection.ended(this);
    }

    private long deadline() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis == 0 ? 3_600_000 : timeoutMillis);
    }

    private void await(long giveUp) throws IOException {
        if (closed) {
            throw new SocketException("Socket is closed");
        }
        long left = TimeUnit.NANOSECONDS.toMillis(giveUp - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("Read timed out");
        }
        try {
            wait(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    // ---- bytes

    private int read(byte[] into, int from, int length) throws IOException {
        int n = take(into, from, length);
        if (n > 0) {
            connection.giveBack(this, n);
        }
        return n;
    }

    private synchronized int take(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        long giveUp = deadline();
        while (received.isEmpty()) {
            if (ended) {
                return -1;
            }
            failIfReset();
            await(giveUp);
        }
        byte[] first = received.peek();
        int n = Math.min(length, first.length - consumed);
        System.arraycopy(first, consumed, into, from, n);
        consumed += n;
        if (consumed == first.length) {
            received.poll();
            consumed = 0;
        }
        return n;
    }

    private synchronized int available() {
        return received.stream().mapToInt(piece -> piece.length).sum() - consumed;
    }

    void write(byte[] bytes, int from, int length, boolean end) throws IOException {
        sending();
        connection.sendData(this, bytes, from, length, end);
        if (end) {
            outputEnded();
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return StreamSocket.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return StreamSocket.this.read(into, from, length);
            }

            @Override
            public int available() {
                return StreamSocket.this.available();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                StreamSocket.this.write(new byte[] {(byte) b}, 0, 1, false);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                StreamSocket.this.write(bytes, from, length, false);
            }
        };
    }

    // ---- the socket

    @Override
    public void setTcpNoDelay(boolean on) {
        // a frame is written at once
    }

    @Override
    public synchronized void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public synchronized int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public synchronized void setSoLinger(boolean on, int seconds) {
        abortive = on && seconds == 0;
    }

    @Override
    public void shutdownOutput() throws IOException {
        write(new byte[0], 0, 0, true);
    }

    @Override
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Sends END_STREAM, or RST_STREAM (INTERNAL_ERROR) after {@code setSoLinger(true, 0)}. */
    @Override
    public void close() {
        boolean resets;
        boolean ends;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            resets = abortive && reset < 0 && !lost && !(ended && outputEnded);
            ends = !abortive && reset < 0 && !lost && !outputEnded;
            outputEnded = true;
            received.clear();
            notifyAll();
        }
        connection.closing(this, resets, ends);
    }
}
