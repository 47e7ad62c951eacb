package io.gangway.conf;

import java.util.ArrayList;
import java.util.List;

/**
 * Moves each {@code listen} of one port to another port.
 *
 * @param from the port that {@code listen} names or implies; an address without a port has 80
 * @param to the new port
 */
public record PortMove(int from, int to) implements TreeChange {
    private static final int IMPLIED = 80;

    @Override
    public List<Node> of(List<Node> nodes) {
        return nodes.stream().map(this::moved).toList();
    }

    private Node moved(Node node) {
        if (node.block() != null) {
            return node.withBlock(of(node.block()));
        }
        if (!node.name().equals("listen") || node.args().isEmpty()) {
            return node;
        }
        Word argument = node.args().get(0);
        String address = moved(argument.text());
        if (address.equals(argument.text())) {
            return node;
        }
        List<Word> words = new ArrayList<>(node.words());
        words.set(1, new Word(address, argument.quoted(), argument.position()));
        return new Node(words, null, node.gangway(), node.end(), null);
    }

    /** {@code 8080}, {@code host:8080}, {@code [::1]:8080}, {@code host}. */
    private String moved(String address) {
        if (address.startsWith("unix:")) {
            return address;
        }
        int colon = address.lastIndexOf(':');
        boolean hasPort = colon > address.lastIndexOf(']') || address.matches("[0-9]+");
        String host = !hasPort ? address : address.substring(0, colon + 1);
        String port = hasPort ? address.substring(colon + 1) : String.valueOf(IMPLIED);
        if (!port.equals(String.valueOf(from))) {
            return address;
        }
        return hasPort ? host + to : host + ":" + to;
    }
}
