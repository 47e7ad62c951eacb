package io.gangway.foreign;

import java.io.IOException;
import java.nio.file.Path;

/** The package {@code ws} in node, over HTTP/1.1 or HTTP/2. */
final class NodeServer implements ForeignServer {
    private final NodeScript node;
    private final int port;

    /** Starts it; over TLS with the certificate in this directory, or in clear text if it is null. */
    NodeServer(Path certificate, boolean http2) throws IOException {
        node = new NodeScript(
                "echo-server.js", certificate == null ? "-" : certificate.toString(), http2 ? "http2" : "http1");
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
