package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.TrustAll;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.eclipse.jetty.util.IO;

/** Many clients of one server that ask for much and read nothing, and one that is to be served beside them. */
final class Crowd implements Closeable {
    /** What others may wait in the midst of it; the machine may be busy with other things, too. */
    private static final Duration MEDIAN = Duration.ofMillis(100);

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int TRIES = 100;
    private static final int RECEIVED = 4096;

    private final int port;
    private final int part;
    private final Deque<Socket> clients = new ArrayDeque<>();
    private final Deque<Http2Peer> peers = new ArrayDeque<>();

    /** One of which only one in so many comes. */
    Crowd(int port, int part) {
        this.port = port;
        this.part = part;
    }

    /** So many connections that send this and no more. */
    Crowd send(int count, String bytes) throws IOException {
        byte[] sent = bytes.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < count / part; i++) {
            Socket client = connect(port);
            clients.add(client);
            send(client, sent);
        }
        return this;
    }

    /** The same over TLS. */
    Crowd sendTls(int tlsPort, int count, String bytes) throws IOException {
        byte[] sent = bytes.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < count / part; i++) {
            Socket client =
                    TrustAll.context().getSocketFactory().createSocket(connect(tlsPort), "localhost", port, true);
            clients.add(client);
            send(client, sent);
        }
        return this;
    }

    private static Socket connect(int to) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(RECEIVED);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to));
        return client;
    }

    private static void send(Socket client, byte[] bytes) throws IOException {
        try {
            client.getOutputStream().write(bytes);
        } catch (SocketException e) {
            // It was refused, which it may be.
            IO.close(client);
        }
    }

    /** So many connections of HTTP/2, with so many streams each. */
    Crowd open(int count, int streams, String path) throws IOException {
        for (int i = 0; i < count / part; i++) {
            Http2Peer peer = Http2Peer.connect(port);
            peers.add(peer);
            for (int j = 0; j < streams; j++) {
                peer.open(true, ":method: GET", ":scheme: http", ":path: " + path, ":authority: localhost");
            }
        }
        return this;
    }

    /** How many have this in the head of their answer. */
    long headsWith(String text) throws IOException {
        long found = 0;
        for (Socket client : clients) {
            client.setSoTimeout(10_000);
            byte[] start = client.getInputStream().readNBytes(300);
            found += new String(start, StandardCharsets.ISO_8859_1).contains(text) ? 1 : 0;
        }
        return found;
    }

    /** Somebody else asks many times, and is served at once. */
    void assertOthersAreServed(String path, String body) throws IOException {
        long[] nanos = new long[TRIES];
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            RawResponse response = RawHttp.get(port, path);
            nanos[i] = System.nanoTime() - start;
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(body);
        }
        Arrays.sort(nanos);
        Duration median = Duration.ofNanos(nanos[TRIES / 2]);
        Duration longest = Duration.ofNanos(nanos[TRIES - 1]);
        assertThat(median).isLessThanOrEqualTo(MEDIAN);
        assertThat(longest).isLessThanOrEqualTo(LONGEST);
    }

    /** All of them leave. */
    @Override
    public void close() {
        clients.forEach(IO::close);
        clients.clear();
        peers.forEach(IO::close);
        peers.clear();
    }
}
