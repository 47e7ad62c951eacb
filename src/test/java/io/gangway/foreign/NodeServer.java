package io.gangway.foreign;

import java.io.IOException;

/** The package {@code ws} in node. */
final class NodeServer implements ForeignServer {
    private final NodeScript node;
    private final int port;

    NodeServer() throws IOException {
        node = new NodeScript("echo-server.js");
        port = Integer.parseInt(node.lines().next("port ").substring("port ".length()));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Lines saw() {
        return node.lines();
    }

    @Override
    public void close() {
        node.close();
    }
}
