package io.gangway.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/** A client connection that sends what it is given and reads what comes. Not safe for use by several threads. */
public final class RawConnection implements AutoCloseable {
    private final Wire wire;

    RawConnection(Socket socket) throws IOException {
        this.wire = new Wire(socket);
    }

    /** Longest wait of each read; ten seconds unless set. */
    public RawConnection timeout(Duration timeout) throws SocketException {
        wire.timeout(timeout);
        return this;
    }

    /** Sends pieces, each with a system call of its own. */
    public RawConnection send(String... pieces) throws IOException {
        for (String piece : pieces) {
            wire.write(piece);
        }
        return this;
    }

    /** Reads one response to a method that allows a body; null when the peer closed instead. */
    public RawResponse read() throws IOException {
        return read("GET");
    }

    /** Reads one response to a request of this method; null when the peer closed instead. */
    public RawResponse read(String method) throws IOException {
        return RawResponse.read(wire, method);
    }

    /** Reads a head only, byte for byte, with its blank line; null when the peer closed instead. */
    public String readHead() throws IOException {
        return wire.readHead();
    }

    /** Reads a line without its end; null when the peer closed instead. */
    public String readLine() throws IOException {
        return wire.readLine();
    }

    /** Reads that many bytes. */
    public String readExactly(int length) throws IOException {
        return wire.readExactly(length);
    }

    /** Reads all that comes until the peer closes. */
    public String readUntilEnd() throws IOException {
        return wire.readUntilEnd();
    }

    /** Waits for the peer to close and says how it did; bytes that come meanwhile are dropped. */
    public Ending ending(Duration within) throws IOException {
        return wire.ending(within);
    }

    /** Sends FIN; reading goes on. */
    public void halfClose() throws IOException {
        wire.halfClose();
    }

    /** Leaves with RST. */
    public void reset() throws IOException {
        wire.reset();
    }

    /** The socket below, for what is not offered here. */
    public Socket socket() {
        return wire.socket();
    }

    Wire wire() {
        return wire;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
