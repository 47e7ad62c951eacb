package io.gangway.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A configuration written in Java instead of in a file. It can express what a file can, in the same words, and prints
 * itself as one:
 *
 * <pre>{@code
 * Block conf = Block.configuration()
 *         .block("events", events -> {})
 *         .block("http", http -> http.block("server", server -> server
 *                 .directive("listen", "127.0.0.1:0", "name=http")
 *                 .block("location", "/chat", location -> location.directive("proxy_pass", "http://127.0.0.1:8094"))));
 * }</pre>
 *
 * Arguments are text, not syntax: what needs quotes gets them. Not safe for use by several threads.
 */
public final class Block {
    private static final StackWalker CALLERS = StackWalker.getInstance();

    private final List<Node> nodes = new ArrayList<>();

    /** The position in errors; null for the line of the program that adds the directive. */
    private final Position origin;

    private Block(Position origin) {
        this.origin = origin;
    }

    /** An empty configuration. An error in it names the line of the program that adds the directive. */
    public static Block configuration() {
        return new Block(null);
    }

    /**
     * The same for a program whose users do not know its lines.
     *
     * @param origin named in errors instead, as a file would be
     */
    public static Block configuration(String origin) {
        return new Block(new Position(origin, 0, 0));
    }

    /**
     * Adds a directive that ends with a semicolon.
     *
     * @param values its arguments; {@code toString} of each is one argument
     */
    public Block directive(String name, Object... values) {
        nodes.add(new Node(words(name, values), null, false));
        return this;
    }

    /** Adds a directive of Gangway's own as a {@code #gangway} comment, which nginx skips. */
    public Block gangway(String name, Object... values) {
        nodes.add(new Node(words(name, values), null, true));
        return this;
    }

    /** Adds a block without arguments ({@code http}, {@code server}). */
    public Block block(String name, Consumer<Block> inside) {
        return add(words(name), inside);
    }

    /** Adds a block with one argument ({@code upstream backend}, {@code location /api/}). */
    public Block block(String name, Object value, Consumer<Block> inside) {
        return add(words(name, value), inside);
    }

    /** Adds a block with two arguments ({@code location ~ \.php$}, {@code map $http_upgrade $connection_upgrade}). */
    public Block block(String name, Object first, Object second, Consumer<Block> inside) {
        return add(words(name, first, second), inside);
    }

    private Block add(List<Word> head, Consumer<Block> inside) {
        Block block = new Block(origin);
        inside.accept(block);
        nodes.add(new Node(head, block.nodes, false));
        return this;
    }

    private List<Word> words(String name, Object... values) {
        Position place = origin == null ? caller() : origin;
        List<Word> words = new ArrayList<>();
        words.add(new Word(name, false, place));
        for (Object value : values) {
            words.add(new Word(String.valueOf(value), false, place));
        }
        return words;
    }

    private static Position caller() {
        return CALLERS.walk(frames -> frames.filter(
                                frame -> !frame.getClassName().equals(Block.class.getName()))
                        .findFirst())
                .map(frame -> new Position(
                        frame.getFileName() == null ? frame.getClassName() : frame.getFileName(),
                        Math.max(frame.getLineNumber(), 0),
                        1))
                .orElseThrow();
    }

    /**
     * The tree that reading the text of {@link #toString} gives.
     *
     * @param name takes the place of a file's name; relative includes are looked up in its directory
     */
    public Tree tree(String name) {
        List<Position> lines = new ArrayList<>();
        lines(nodes, lines);
        return Parser.text(name, toString(), lines);
    }

    /** Collects, for each line of {@link #toString}, where it was added. */
    private static void lines(List<Node> nodes, List<Position> lines) {
        for (Node node : nodes) {
            lines.add(node.position());
            if (node.block() != null) {
                lines(node.block(), lines);
                lines.add(node.position());
            }
        }
    }

    /** The configuration as the text of a file; one char per byte. */
    @Override
    public String toString() {
        return Printer.print(nodes);
    }
}
