package io.gangway.testing;

import java.io.IOException;
import java.net.Socket;

/** A client connection that sends exactly what it is given. */
public final class RawConnection extends RawEndpoint<RawConnection> {
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

    /** Reads one response to a method that allows a body; null if the peer closed instead. */
    public RawResponse read() throws IOException {
        return read("GET");
    }

    /** Reads one response to a request of this method; null if the peer closed instead. */
    public RawResponse read(String method) throws IOException {
        return RawResponse.read(wire(), method);
    }
}
