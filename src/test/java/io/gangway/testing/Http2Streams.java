package io.gangway.testing;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An HTTP/2 connection with any number of streams at once, each used like a connection of its own. A thread reads all
 * frames, acknowledges SETTINGS and PING, and gives back the window of the connection as it arrives and that of a stream
 * as it is read. {@link #peer} sends frames of any other kind.
 */
public final class Http2Streams implements AutoCloseable {
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int FRAME = 16_384;

    /**
     * Window is given back in amounts of at least this size, as real peers do. Otherwise the frames that use it become
     * smaller and smaller. A stream must have a larger window.
     */
    private static final int LEAST_BACK = 2 * FRAME;

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Http2Peer peer;

    /** Gets the streams that the other end opens; null for a client. */
    private final Consumer<StreamSocket> accept;

    /** Whether it was made for one client, with which it is closed. */
    private final boolean single;

    private final Map<Integer, StreamSocket> streams = new ConcurrentHashMap<>();
    private final List<Http2Peer.Frame> control = new CopyOnWriteArrayList<>();
    private final Map<Integer, Integer> settings = new TreeMap<>();
    private final CountDownLatch settingsReceived = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile boolean abandoned;

    /** Received bytes whose window the connection has not given back; used by the thread that reads. */
    private int owed;

    /** Guarded by this. */
    private long sendWindow = DEFAULT_WINDOW;
    /** Guarded by this. */
    private long initialWindow = DEFAULT_WINDOW;

    private Http2Streams(Http2Peer peer, Consumer<StreamSocket> accept, boolean single) {
        this.peer = peer;
        this.accept = accept;
        this.single = single;
    }

    /** A client on an open connection, whose preface is sent. */
    public static Http2Streams on(Http2Peer peer) throws IOException {
        return new Http2Streams(peer, null, false).start();
    }

    /** A client on an open connection that ends once its only {@link #connection} is closed. */
    static Http2Streams single(Http2Peer peer) throws IOException {
        return new Http2Streams(peer, null, true).start();
    }

    /** A server; {@link #read} must be called, and returns at the end of the connection. */
    static Http2Streams accepted(Http2Peer peer, Consumer<StreamSocket> accept) {
        return new Http2Streams(peer, accept, false);
    }

    private Http2Streams start() throws IOException {
        peer.timeout(Duration.ofMinutes(10));
        Thread reader = new Thread(
                () -> {
                    try {
                        read();
                    } catch (IOException e) {
                        // the streams have been told
                    }
                },
                "http2-client");
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    /** The connection, for frames of any kind; reading is the business of this object. */
    public Http2Peer peer() {
        return peer;
    }

    /** A new connection-like end that sends HTTP/1.1, each request of which is a stream of this connection. */
    public RawConnection connection() throws IOException {
        return new RawConnection(new RequestTranslator(this));
    }

    /** Opens a stream for a WebSocket, whose acceptance is checked. */
    public WebSocketPeer webSocket(String target, String... fields) throws IOException {
        return WebSocketPeer.connect(connection(), target, fields);
    }

    /** The settings of the other end; waits for the first of them. */
    public Map<Integer, Integer> settings() {
        try {
            if (!settingsReceived.await(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("no SETTINGS arrived");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        synchronized (this) {
            return new TreeMap<>(settings);
        }
    }

    /** The received frames other than HEADERS and DATA, in order. */
    public List<Http2Peer.Frame> control() {
        return List.copyOf(control);
    }

    /** The received frames of a type, other than HEADERS and DATA. */
    public List<Http2Peer.Frame> control(int type) {
        return control.stream().filter(frame -> frame.type() == type).toList();
    }

    /** The number of streams that are not over yet. */
    public int openStreams() {
        return streams.size();
    }

    /** Whether this end knows of no end of the connection yet. */
    public boolean isOpen() {
        return !closed;
    }

    /** Opens a stream with exactly these fields. */
    StreamSocket open(boolean end, String... fields) throws IOException {
        synchronized (peer) {
            StreamSocket stream = stream(peer.nextStream());
            streams.put(stream.id(), stream);
            stream.sendHead(end, fields);
            return stream;
        }
    }

    private synchronized StreamSocket stream(int id) {
        StreamSocket stream = new StreamSocket(this, id);
        stream.sendWindow = initialWindow;
        return stream;
    }

    // ---- reading

    void read() throws IOException {
        try {
            for (Http2Peer.Frame frame = peer.next(); frame != null; frame = peer.next()) {
                received(frame);
            }
        } catch (SocketTimeoutException e) {
            throw new SocketException("a silent connection is given up");
        } finally {
            closed = true;
            streams.values().forEach(StreamSocket::lost);
            streams.clear();
            synchronized (this) {
                notifyAll();
            }
            peer.close();
        }
    }

    private void received(Http2Peer.Frame frame) throws IOException {
        switch (frame.type()) {
            case Http2Peer.HEADERS -> head(frame);
            case Http2Peer.DATA -> data(frame);
            default -> {
                control.add(frame);
                control(frame);
            }
        }
    }

    private void head(Http2Peer.Frame frame) {
        StreamSocket stream = streams.get(frame.stream());
        boolean isNew = stream == null && accept != null;
        if (isNew) {
            stream = stream(frame.stream());
            streams.put(frame.stream(), stream);
        }
        if (stream != null) {
            stream.head(frame.fields(), frame.endsStream());
            ended(stream);
        }
        if (isNew) {
            accept.accept(stream);
        }
    }

    private void data(Http2Peer.Frame frame) throws IOException {
        int size = frame.payload().length;
        owed += size;
        if (owed >= LEAST_BACK) {
            peer.windowUpdate(0, owed);
            owed = 0;
        }
        StreamSocket stream = streams.get(frame.stream());
        if (stream == null) {
            return;
        }
        if (!stream.data(frame.payload(), frame.endsStream()) && !frame.endsStream()) {
            // As TCP does when bytes arrive for a closed socket.
            streams.remove(frame.stream());
            peer.reset(frame.stream(), Http2Peer.CANCEL);
            closeIfLast();
        }
        ended(stream);
    }

    private void control(Http2Peer.Frame frame) throws IOException {
        switch (frame.type()) {
            case Http2Peer.SETTINGS -> {
                if (!frame.isAck()) {
                    changed(frame.settings());
                    peer.acknowledgeSettings();
                }
            }
            case Http2Peer.PING -> {
                if (!frame.isAck()) {
                    peer.frame(Http2Peer.PING, Http2Peer.ACK, 0, frame.payload());
                }
            }
            case Http2Peer.RST_STREAM -> {
                StreamSocket stream = streams.remove(frame.stream());
                if (stream != null) {
                    stream.resetBy(frame.number(0));
                    wake();
                    closeIfLast();
                }
            }
            case Http2Peer.WINDOW_UPDATE -> widen(frame.stream(), frame.number(0));
            default -> {}
        }
    }

    private synchronized void changed(Map<Integer, Integer> more) {
        settings.putAll(more);
        Integer window = more.get(Http2Peer.INITIAL_WINDOW_SIZE);
        if (window != null) {
            streams.values().forEach(stream -> stream.sendWindow += window - initialWindow);
            initialWindow = window;
        }
        settingsReceived.countDown();
        notifyAll();
    }

    private synchronized void widen(int stream, int more) {
        if (stream == 0) {
            sendWindow += more;
        } else {
            StreamSocket known = streams.get(stream);
            if (known != null) {
                known.sendWindow += more;
            }
        }
        notifyAll();
    }

    private synchronized void wake() {
        notifyAll();
    }

    // ---- for the streams

    /** Sends bytes as the windows allow. */
    void sendData(StreamSocket stream, byte[] bytes, int from, int length, boolean end) throws IOException {
        int at = from;
        int left = length;
        do {
            int n = left == 0 ? 0 : allowed(stream, Math.min(left, FRAME));
            byte[] part = Arrays.copyOfRange(bytes, at, at + n);
            at += n;
            left -= n;
            peer.data(stream.id(), part, end && left == 0);
        } while (left > 0);
    }

    private synchronized int allowed(StreamSocket stream, int wanted) throws IOException {
        while (true) {
            if (closed || !stream.canSend()) {
                throw new SocketException("Connection reset");
            }
            long n = Math.min(wanted, Math.min(sendWindow, stream.sendWindow));
            if (n > 0) {
                sendWindow -= n;
                stream.sendWindow -= n;
                return (int) n;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    void giveBack(StreamSocket stream, int n) throws IOException {
        stream.owed += n;
        if (stream.owed >= LEAST_BACK && !stream.hasEnded() && streams.containsKey(stream.id())) {
            try {
                peer.windowUpdate(stream.id(), stream.owed);
                stream.owed = 0;
            } catch (SocketException e) {
                // What was read stays read; the next read reports the loss.
                closed = true;
            }
        }
    }

    /** Forgets a stream that both ends have ended. */
    void ended(StreamSocket stream) {
        if (stream.isOver() && streams.remove(stream.id()) != null) {
            closeIfLast();
        }
    }

    void closing(StreamSocket stream, boolean resets, boolean ends) {
        wake();
        try {
            if (resets) {
                peer.reset(stream.id(), Http2Peer.INTERNAL_ERROR);
            } else if (ends) {
                peer.data(stream.id(), new byte[0], true);
            }
        } catch (IOException e) {
            // The connection has gone, and the stream with it.
            closed = true;
        }
        ended(stream);
    }

    /** Closes a connection that was made for one client which is closed. */
    void closeIfUnused() {
        abandoned = true;
        closeIfLast();
    }

    private void closeIfLast() {
        if (single && abandoned && streams.isEmpty()) {
            close();
        }
    }

    /** Closes the connection with FIN, and so every stream. */
    @Override
    public void close() {
        try {
            peer.close();
        } catch (IOException e) {
            // closed already
            closed = true;
        }
    }
}
