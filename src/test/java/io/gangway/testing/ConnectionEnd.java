package io.gangway.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/**
 * One end of a connection that does what it is told and nothing else. Not safe for use by several threads, but one may send
 * while another reads.
 *
 * @param <E> the kind of end, for calls in a row
 */
public abstract sealed class ConnectionEnd<E extends ConnectionEnd<E>> extends WireEnd
        permits RawConnection, UpstreamConnection {
    ConnectionEnd(Wire wire) {
        super(wire);
    }

    abstract E self();

    /** Longest wait of each read; ten seconds for a client and a minute for a backend unless set. */
    public E timeout(Duration timeout) throws SocketException {
        wire().timeout(timeout);
        return self();
    }

    /** From now on whatever is sent goes out in pieces of so many bytes, each with a system call of its own; 0: as given. */
    public E segments(int bytes) {
        wire().segments(bytes);
        return self();
    }

    /** Sends pieces, each with a system call of its own. */
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

    /** The text that is sent for a text. */
    String outgoing(String text) {
        return text;
    }

    /** Reads that many bytes. */
    public String readExactly(int length) throws IOException {
        return wire().readExactly(length);
    }

    /** Reads a line without its end; null when the peer closed instead. */
    public String readLine() throws IOException {
        return wire().readLine();
    }

    /** Reads a head only, byte for byte, with its blank line; null when the peer closed instead. */
    public String readHead() throws IOException {
        return wire().readHead();
    }

    /** Reads one WebSocket frame; null when the peer closed instead. */
    public Frame readFrame() throws IOException {
        return Frame.read(wire());
    }

    /** Reads all that comes until the peer closes. */
    public String readUntilEnd() throws IOException {
        return wire().readUntilEnd();
    }

    /** The socket below, for what is not offered here. */
    public Socket socket() {
        return wire().socket();
    }
}
