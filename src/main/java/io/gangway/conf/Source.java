package io.gangway.conf;

/** The source of a configuration, read again at each reload. */
@FunctionalInterface
public interface Source {
    /** Reads the current content; a syntax error is in the tree, not thrown. */
    Tree read();

    /**
     * The same source with a change, such as other backends, applied to each complete tree before it is interpreted.
     */
    default Source changed(TreeChange change) {
        return () -> {
            Tree tree = read();
            if (tree.failure() != null) {
                return tree;
            }
            return new Tree(change.of(tree.nodes()), tree.files(), tree.failure());
        };
    }
}
