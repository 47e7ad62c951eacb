package io.gangway.conf;

import java.util.ArrayList;
import java.util.List;

/**
 * Adds directives at the end of the {@code http} block, those without a block only if it does not have them already.
 * Adds the block, and {@code events}, to a configuration without them.
 *
 * @param nodes the directives of the {@code http} level
 */
public record HttpAddition(List<Node> nodes) implements TreeChange {
    private static final Position NOWHERE = new Position("", 0, 0);

    public HttpAddition {
        nodes = List.copyOf(nodes);
    }

    @Override
    public List<Node> of(List<Node> all) {
        List<Node> changed = new ArrayList<>(all);
        if (!has(all, "events")) {
            changed.add(block("events"));
        }
        if (!has(all, "http")) {
            changed.add(block("http"));
        }
        int http = index(changed);
        List<Node> inside = new ArrayList<>(changed.get(http).block());
        nodes.stream()
                .filter(node -> node.block() != null || !has(changed.get(http).block(), node.name()))
                .forEach(inside::add);
        changed.set(http, changed.get(http).withBlock(inside));
        return changed;
    }

    private static boolean has(List<Node> nodes, String name) {
        return nodes.stream().anyMatch(node -> node.name().equals(name));
    }

    private static int index(List<Node> nodes) {
        int index = 0;
        while (!nodes.get(index).name().equals("http")) {
            index++;
        }
        return index;
    }

    private static Node block(String name) {
        return new Node(List.of(new Word(name, false, NOWHERE)), List.of(), false);
    }
}
