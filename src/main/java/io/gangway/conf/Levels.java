package io.gangway.conf;

import java.util.List;

/**
 * The blocks that enclose one place of a configuration, innermost first. Finds the position of the directive that is in
 * effect there, for messages. It refers to nodes that exist anyway; blocks with the same outer block share it.
 *
 * @param block the directive that opened the innermost block
 * @param outer the enclosing blocks; null on the highest level
 */
public record Levels(Node block, Levels outer) {
    /** The occurrences of a directive on the innermost level that has any, in the order of the file. */
    public List<Node> find(String directive) {
        for (Levels level = this; level != null; level = level.outer) {
            List<Node> found = level.own(directive);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /** The occurrences of a directive in the innermost block. */
    public List<Node> own(String directive) {
        return block.block() == null
                ? List.of()
                : block.block().stream()
                        .filter(node -> node.name().equals(directive))
                        .toList();
    }

    /** The innermost block of that name, such as {@code location}; null when there is none. */
    public Node enclosing(String name) {
        for (Levels level = this; level != null; level = level.outer) {
            if (level.block.name().equals(name)) {
                return level.block;
            }
        }
        return null;
    }
}
