package io.gangway.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/**
 * One end of a connection that sends exactly what it is given. Not thread-safe, but one thread may send while another
 * reads.
 *
 * @param <E> the concrete type, for chained calls
 */
public abstract sealed class RawEndpoint<E extends RawEndpoint<E>> extends Endpoint
        permits RawConnection, UpstreamConnection {
    RawEndpoint(Wire wire) {
        super(wire);
    }

    abstract E self();

    /** Sets the maximum wait of each read: ten seconds by default for a client, a minute for a backend. */
    public E timeout(Duration timeout) throws SocketException {
        wire().timeout(timeout);
        return self();
    }

    /**
     * Splits everything sent from now on into pieces of this many bytes, each in its own system call; 0 sends it as
     * given.
     */
    public E segmentSize(int bytes) {
        wire().segmentSize(bytes);
        return self();
    }

    /** Sends pieces, each in its own system call. */
    public E send(String... pieces) throws IOException {
        for (String piece : pieces) {
            wire().write(outgoing(piece));
        }
        return self();
    }

    /** Sends bytes as they are. */
    public E send(byte[] bytes) throws IOException {
        wire().write(bytes);
        return self();
    }

    /** Converts a text before it is sent. */
    String outgoing(String text) {
        return text;
    }

    /** Reads exactly this many bytes. */
    public String readExactly(int length) throws IOException {
        return wire().readExactly(length);
    }

    /** Reads a line without its line end; null if the peer closed instead. */
    public String readLine() throws IOException {
        return wire().readLine();
    }

    /** Reads a head only, byte for byte, with its blank line; null if the peer closed instead. */
    public String readHead() throws IOException {
        return wire().readHead();
    }

    /** Reads one WebSocket frame; null if the peer closed instead. */
    public Frame readFrame() throws IOException {
        return Frame.read(wire());
    }

    /** Reads everything until the peer closes. */
    public String readUntilEnd() throws IOException {
        return wire().readUntilEnd();
    }

    /** The underlying socket, for everything else. */
    public Socket socket() {
        return wire().socket();
    }
}
