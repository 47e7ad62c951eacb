package io.gangway.foreign;

import java.io.IOException;
import java.util.List;

/** A client script in node. */
final class NodeClient extends LineClient {
    private final NodeScript node;

    NodeClient(String script, String... arguments) throws IOException {
        node = new NodeScript(script, arguments);
    }

    @Override
    void writeLines(List<String> lines) throws IOException {
        node.writeLines(lines);
    }

    @Override
    public String next() {
        return node.lines().next();
    }

    @Override
    public void close() {
        node.close();
    }
}
