package io.gangway.lint.rule;

import io.gangway.conf.Node;
import io.gangway.conf.Position;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A directive and where it stands: its level above, and the directives in its block. Immutable. */
public final class LintNode {
    /** Blocks whose lines are data. */
    private static final Set<String> DATA = Set.of("map", "geo", "split_clients", "types", "charset_map");

    private final Node node;
    private final LintNode parent;
    private final List<LintNode> children;

    LintNode(Node node, LintNode parent) {
        this.node = node;
        this.parent = parent;
        this.children = node.block() == null
                ? List.of()
                : node.block().stream().map(child -> new LintNode(child, this)).toList();
    }

    /** The directive as parsed. */
    public Node node() {
        return node;
    }

    /** The enclosing block; for directives outside of all blocks the root, which has an empty name; null for the root. */
    public LintNode parent() {
        return parent;
    }

    /** The directives, or lines of data, in the block. */
    public List<LintNode> children() {
        return children;
    }

    public String name() {
        return node.name();
    }

    /** Whether it has one of these names. */
    public boolean is(String... names) {
        return List.of(names).contains(name());
    }

    /** Whether it has a block. */
    public boolean isBlock() {
        return node.block() != null;
    }

    /** An argument, from 0; empty when there are fewer. */
    public String arg(int index) {
        return index < node.args().size() ? node.args().get(index).text() : "";
    }

    /** The arguments. */
    public List<String> args() {
        return node.args().stream().map(word -> word.text()).toList();
    }

    /** Whether one of the arguments is this word. */
    public boolean hasArg(String word) {
        return args().contains(word);
    }

    /** The position of the name. */
    public Position position() {
        return node.position();
    }

    /** The directives inside, on all levels, in the order of the file; no data. */
    public Stream<LintNode> inside() {
        return DATA.contains(name())
                ? Stream.empty()
                : children.stream().flatMap(child -> Stream.concat(Stream.of(child), child.inside()));
    }

    /** Those of these names. */
    public List<LintNode> inside(String... names) {
        return inside().filter(child -> child.is(names)).toList();
    }

    /** The directives of these names directly in the block. */
    public List<LintNode> own(String... names) {
        return children.stream().filter(child -> child.is(names)).toList();
    }

    /** The nearest enclosing block of one of these names, not itself. */
    public Optional<LintNode> enclosing(String... names) {
        for (LintNode level = parent; level != null; level = level.parent) {
            if (level.is(names)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }

    /** Itself if it is a block, else the enclosing one. */
    public LintNode level() {
        return isBlock() ? this : parent;
    }

    /**
     * The directives of these names that apply here by nginx's inheritance: those of the nearest level that has any.
     * Not for directives that nginx does not inherit, such as {@code proxy_pass}, {@code return}, {@code set} and
     * {@code try_files}.
     */
    public List<LintNode> effective(String... names) {
        for (LintNode level = level(); level != null; level = level.parent) {
            List<LintNode> own = level.own(names);
            if (!own.isEmpty()) {
                return own;
            }
        }
        return List.of();
    }

    /** The first argument of the directive that applies here; the default when there is none. */
    public String effective(String name, String byDefault) {
        List<LintNode> found = effective(name);
        return found.isEmpty() ? byDefault : found.get(found.size() - 1).arg(0);
    }

    /** Whether the directive that applies here is {@code on}. */
    public boolean isOn(String name) {
        return effective(name, "off").equalsIgnoreCase("on");
    }

    /**
     * Whether all files that are included here and above were read. Otherwise a directive that seems to be missing may
     * be in one of the others.
     */
    public boolean isComplete() {
        for (LintNode level = level(); level != null; level = level.parent) {
            if (!level.own("include").isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** What a {@code location} block matches; empty for other directives. */
    public Optional<LocationMatch> match() {
        return isBlock() && is("location") && !node.args().isEmpty()
                ? Optional.of(LocationMatch.of(node.args()))
                : Optional.empty();
    }

    /** The variable that a {@code set}, {@code map} or the like defines, with {@code $}; empty for others. */
    String defines() {
        return switch (name()) {
            case "set", "auth_request_set", "perl_set" -> arg(0);
            case "map", "split_clients" -> arg(1);
            case "geo" -> node.args().size() == 1 ? arg(0) : arg(1);
            default -> "";
        };
    }

    /** The directive as the text of a file, on one line, without its block. */
    @Override
    public String toString() {
        String text = node.block() == null
                ? node.toString()
                : node.withBlock(List.of()).toString();
        return text.lines().findFirst().orElse("").strip();
    }
}
