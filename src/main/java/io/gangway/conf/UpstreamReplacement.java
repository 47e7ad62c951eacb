package io.gangway.conf;

import java.util.ArrayList;
import java.util.List;

/**
 * Replaces the servers of a group: the {@code server} lines of {@code upstream NAME} are replaced; without such a block
 * NAME is what follows {@code ://} in a {@code proxy_pass}.
 *
 * @param name of the upstream, or {@code HOST:PORT} of a {@code proxy_pass}
 * @param servers {@code HOST:PORT} or {@code unix:PATH} each, at least one; for a {@code proxy_pass} only the first
 *     counts
 */
public record UpstreamReplacement(String name, List<String> servers) implements TreeChange {
    public UpstreamReplacement {
        servers = List.copyOf(servers);
    }

    /** @throws IllegalArgumentException when nothing in the configuration has that name */
    @Override
    public List<Node> of(List<Node> nodes) {
        List<Node> changed = each(nodes, this::inBlock);
        if (changed.equals(nodes)) {
            changed = each(nodes, this::inAddress);
        }
        if (changed.equals(nodes)) {
            throw new IllegalArgumentException(
                    "upstream: " + name + " (expected: the name of an upstream block, or the address of a proxy_pass)");
        }
        return changed;
    }

    private interface Change {
        Node of(Node node);
    }

    private static List<Node> each(List<Node> nodes, Change change) {
        List<Node> changed = new ArrayList<>();
        for (Node node : nodes) {
            Node now = change.of(node);
            changed.add(now.block() == null ? now : now.withBlock(each(now.block(), change)));
        }
        return changed;
    }

    private Node inBlock(Node node) {
        boolean isIt = node.block() != null
                && node.name().equals("upstream")
                && node.args().size() == 1
                && node.args().get(0).text().equals(name);
        if (!isIt) {
            return node;
        }
        List<Node> block = new ArrayList<>();
        for (String server : servers) {
            Word first = new Word("server", false, node.position());
            block.add(new Node(List.of(first, new Word(server, false, node.position())), null, false));
        }
        node.block().stream().filter(inner -> !inner.name().equals("server")).forEach(block::add);
        return node.withBlock(block);
    }

    private Node inAddress(Node node) {
        if (!node.name().equals("proxy_pass") || node.args().size() != 1) {
            return node;
        }
        Word url = node.args().get(0);
        int from = url.text().indexOf("://") + 3;
        int slash = url.text().indexOf('/', from);
        int end = slash < 0 ? url.text().length() : slash;
        if (from < 3 || !url.text().substring(from, end).equals(name)) {
            return node;
        }
        String moved =
                url.text().substring(0, from) + servers.get(0) + url.text().substring(end);
        Word word = new Word(moved, url.quoted(), url.position());
        return new Node(List.of(node.words().get(0), word), null, node.gangway(), node.end(), null);
    }
}
