package io.gangway.console;

import io.gangway.testing.Frame;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many tunnels with a steady stream of messages to a backend that reads and discards them. */
final class TunnelLoad implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: (\\S+)");
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final long STEP_NANOS = 10_000_000;

    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final Selector selector = Selector.open();
    private final List<SocketChannel> clients = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean closed;

    TunnelLoad() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        thread(this::serve, "load-backend");
    }

    /** The backend, as in {@code server}. */
    String address() throws IOException {
        return "127.0.0.1:" + ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    /** Opens tunnels. */
    void open(int port, String target, int count) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(4096);
        for (int i = 0; i < count; i++) {
            SocketChannel client = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            client.write(ByteBuffer.wrap(
                    WebSocketPeer.upgradeRequest(target + "?n=" + i).getBytes(StandardCharsets.US_ASCII)));
            answer.clear();
            while (!text(answer).endsWith("\r\n\r\n")) {
                if (client.read(answer) < 0) {
                    throw new IOException("no tunnel: " + text(answer));
                }
            }
            clients.add(client);
        }
    }

    /** Sends messages from now on, the tunnels in turn. */
    void send(int perSecond) {
        byte[] frame =
                WebSocketPeer.encode(Frame.text("{\"type\":\"score\",\"team\":\"Harbour\",\"points\":9.5}"), true);
        thread(
                () -> {
                    long next = System.nanoTime();
                    int turn = 0;
                    while (!closed) {
                        for (int i = 0; i < perSecond / 100; i++) {
                            clients.get(turn++ % clients.size()).write(ByteBuffer.wrap(frame));
                            sent.incrementAndGet();
                        }
                        next += STEP_NANOS;
                        LockSupport.parkNanos(next - System.nanoTime());
                    }
                },
                "load-clients");
    }

    /** The messages sent so far. */
    long sent() {
        return sent.get();
    }

    private interface Task {
        void run() throws IOException;
    }

    private void thread(Task task, String name) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        if (!closed) {
                            e.printStackTrace();
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(65_536);
        while (!closed) {
            selector.select();
            for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); keys.remove()) {
                SelectionKey key = keys.next();
                if (key.isAcceptable()) {
                    SocketChannel peer = listener.accept();
                    peer.configureBlocking(false);
                    peer.register(selector, SelectionKey.OP_READ);
                } else {
                    read(key, buffer.clear());
                }
            }
        }
    }

    /** The handshake of a tunnel arrives in one piece, as Gangway writes it. */
    private static void read(SelectionKey key, ByteBuffer buffer) throws IOException {
        SocketChannel peer = (SocketChannel) key.channel();
        if (peer.read(buffer) < 0) {
            peer.close();
        } else if (key.attachment() == null) {
            Matcher found = KEY.matcher(text(buffer));
            if (found.find()) {
                key.attach(Boolean.TRUE);
                peer.write(ByteBuffer.wrap(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                + "Connection: upgrade\r\nSec-WebSocket-Accept: " + accept(found.group(1))
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII)));
            }
        }
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(ByteBuffer buffer) {
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (SocketChannel client : clients) {
            client.close();
        }
        listener.close();
        selector.close();
    }
}
