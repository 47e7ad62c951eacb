package io.gangway.conf;

/** Where a configuration is read from, again at each reload. */
@FunctionalInterface
public interface Source {
    /** What is there now; an error of the language is in the tree, not thrown. */
    Tree read();

    /** The same, with each tree that is whole changed before it gets its meaning: other backends, for example. */
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
