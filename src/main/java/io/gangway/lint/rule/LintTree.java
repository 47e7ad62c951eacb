package io.gangway.lint.rule;

import io.gangway.conf.Node;
import io.gangway.conf.Position;
import io.gangway.conf.Tree;
import io.gangway.conf.Word;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A configuration as rules see it. Directives that do not exist are there like any other. Immutable. */
public final class LintTree {
    private final LintNode root;

    /** The directives of a parsed configuration. */
    public LintTree(Tree tree) {
        Word noName = new Word("", false, new Position("", 0, 0));
        root = new LintNode(new Node(List.of(noName), tree.nodes(), false), null);
    }

    /** The level of the directives outside of all blocks. */
    public LintNode root() {
        return root;
    }

    /** All directives in the order of the file, without those that are data, such as the lines of a {@code map}. */
    public Stream<LintNode> all() {
        return root.inside();
    }

    /** All directives of these names. */
    public List<LintNode> all(String... names) {
        return root.inside(names);
    }

    /** All {@code server} blocks, without the servers of an {@code upstream}. */
    public List<LintNode> servers() {
        return all("server").stream()
                .filter(server ->
                        server.isBlock() && server.enclosing("stream", "mail").isEmpty())
                .toList();
    }

    /** All {@code location} blocks, nested ones too. */
    public List<LintNode> locations() {
        return all("location").stream().filter(LintNode::isBlock).toList();
    }

    /** The {@code upstream} block of a name; it is compared as in nginx, without regard to case. */
    public Optional<LintNode> upstream(String name) {
        return all("upstream").stream()
                .filter(upstream -> upstream.isBlock() && upstream.arg(0).equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * The directives that give a variable its value: {@code set}, {@code map}, {@code geo}, {@code split_clients},
     * {@code auth_request_set} and {@code perl_set}. Empty for nginx's own variables and for captures.
     *
     * @param name without {@code $}
     */
    public List<LintNode> definitions(String name) {
        return all("set", "map", "geo", "split_clients", "auth_request_set", "perl_set").stream()
                .filter(node -> node.defines().equals("$" + name))
                .toList();
    }
}
