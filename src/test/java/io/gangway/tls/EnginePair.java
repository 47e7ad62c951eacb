package io.gangway.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** Two engines that exchange data in memory, on the thread of the test. */
final class EnginePair {
    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    private final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
    private final StringBuilder clientRead = new StringBuilder();
    private final StringBuilder serverRead = new StringBuilder();

    EnginePair(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
    }

    /** Performs a handshake and sends a text each way, which also transfers session tickets. Returns what both read. */
    String talk() throws SSLException {
        client.beginHandshake();
        boolean pinged = false;
        boolean answered = false;
        for (int i = 0; i < 200; i++) {
            pinged |= send(client, toServer, pinged || !isReady(client) ? "" : "ping");
            receive(server, toServer, serverRead);
            boolean response = serverRead.length() > 0 && !answered;
            answered |= send(server, toClient, response ? "pong" : "");
            receive(client, toClient, clientRead);
            if (clientRead.length() > 0) {
                return serverRead + " " + clientRead;
            }
        }
        throw new AssertionError("no end: " + client.getHandshakeStatus() + " and " + server.getHandshakeStatus());
    }

    private static boolean isReady(SSLEngine engine) {
        return engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING
                && !engine.getSession().getProtocol().equals("NONE");
    }

    private static boolean send(SSLEngine from, ByteBuffer wire, String text) throws SSLException {
        SSLEngineResult result = from.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), wire);
        tasks(from);
        return result.bytesConsumed() > 0;
    }

    private static void receive(SSLEngine to, ByteBuffer wire, StringBuilder read) throws SSLException {
        wire.flip();
        ByteBuffer plain = ByteBuffer.allocate(1 << 15);
        while (wire.hasRemaining()) {
            SSLEngineResult result = to.unwrap(wire, plain);
            tasks(to);
            if (result.bytesConsumed() == 0) {
                break;
            }
        }
        wire.compact();
        plain.flip();
        read.append(StandardCharsets.ISO_8859_1.decode(plain));
    }

    private static void tasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
