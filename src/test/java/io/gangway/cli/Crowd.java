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

/** Many clients of one server that request much and read nothing, and one client that must still be served. */
final class Crowd implements Closeable {
    /** The maximum median latency for other clients; the machine may be busy otherwise, too. */
    private static final Duration MEDIAN = Duration.ofMillis(100);

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int TRIES = 100;
    private static final int RECEIVED = 4096;

    private final int port;
    private final int part;
    private final Deque<Socket> clients = new ArrayDeque<>();
    private final Deque<Http2Peer> peers = new ArrayDeque<>();

    /** @param part only one in this many clients connects */
    Crowd(int port, int part) {
        this.port = port;
        this.part = part;
    }

    /** Opens this many connections that send these bytes and nothing else. */
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
            // The server may refuse it.
            IO.close(client);
        }
    }

    /** Opens this many HTTP/2 connections, with this many streams each. */
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

    /** The number of clients whose response head contains this text. */
    long headsWith(String text) throws IOException {
        long found = 0;
        for (Socket client : clients) {
            client.setSoTimeout(10_000);
            byte[] start = client.getInputStream().readNBytes(300);
            found += new String(start, StandardCharsets.ISO_8859_1).contains(text) ? 1 : 0;
        }
        return found;
    }

    /** Asserts that another client is served quickly, many times. */
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

    /** Closes all connections. */
    @Override
    public void close() {
        clients.forEach(IO::close);
        clients.clear();
        peers.forEach(IO::close);
        peers.clear();
    }
}
