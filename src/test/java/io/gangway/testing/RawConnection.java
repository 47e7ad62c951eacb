package io.gangway.testing;

import java.io.IOException;
import java.net.Socket;

/** A client connection: sends what it is given and reads what comes. */
public final class RawConnection extends ConnectionEnd<RawConnection> {
    RawConnection(Socket socket) throws IOException {
        super(new Wire(socket));
    }

    RawConnection(Socket socket, Socket transport) throws IOException {
        super(new Wire(socket, transport));
    }

    @Override
    RawConnection self() {
        return this;
    }

    /** Reads one response to a method that allows a body; null when the peer closed instead. */
    public RawResponse read() throws IOException {
        return read("GET");
    }

    /** Reads one response to a request of this method; null when the peer closed instead. */
    public RawResponse read(String method) throws IOException {
        return RawResponse.read(wire(), method);
    }
}
