package io.gangway.foreign;

import java.io.IOException;
import java.nio.file.Path;

/** The package {@code ws} in node. */
final class NodeServer implements ForeignServer {
    private final NodeScript node;
    private final int port;

    /** Starts it; over TLS with the certificate in this directory, or in clear text if it is null. */
    NodeServer(Path certificate) throws IOException {
        node = certificate == null
                ? new NodeScript("echo-server.js")
                : new NodeScript("echo-server.js", certificate.toString());
        port = Integer.parseInt(node.lines().next("port ").substring("port ".length()));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Lines events() {
        return node.lines();
    }

    @Override
    public void close() {
        node.close();
    }
}
