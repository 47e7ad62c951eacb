package io.gangway.testing;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** The backend's end of a connection, in the hands of a {@link Script}. */
public final class UpstreamConnection {
    private final int number;
    private final Wire wire;

    UpstreamConnection(int number, Wire wire) {
        this.number = number;
        this.wire = wire;
    }

    /** From 1, in order of acceptance. */
    public int number() {
        return number;
    }

    /** Sends pieces, each with a system call of its own. */
    public UpstreamConnection send(String... pieces) throws IOException {
        for (String piece : pieces) {
            wire.write(piece);
        }
        return this;
    }

    /** Reads that many bytes more: of a body that was left unread, or of a tunnel. */
    public String readExactly(int length) throws IOException {
        return wire.readExactly(length);
    }

    /** Reads a line without its end; null when the proxy closed. */
    public String readLine() throws IOException {
        return wire.readLine();
    }

    /** Reads all that comes until the proxy closes. */
    public String readUntilEnd() throws IOException {
        return wire.readUntilEnd();
    }

    /** Waits for the proxy to close and says how it did; bytes that come meanwhile are dropped. */
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

    /** Leaves with FIN. */
    public void close() throws IOException {
        wire.close();
    }

    /** The socket below, for what is not offered here. */
    public Socket socket() {
        return wire.socket();
    }

    Wire wire() {
        return wire;
    }
}
