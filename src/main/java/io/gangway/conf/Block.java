package io.gangway.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A configuration written in Java instead of in a file. It says what a file can say, in the same words, and prints itself as
 * one:
 *
 * <pre>{@code
 * Block conf = Block.configuration()
 *         .block("events", events -> {})
 *         .block("http", http -> http.block("server", server -> server
 *                 .say("listen", "127.0.0.1:0", "name=http")
 *                 .block("location", "/chat", location -> location.say("proxy_pass", "http://127.0.0.1:8094"))));
 * }</pre>
 *
 * Words are text, not syntax: what needs quotes gets them. Not safe for use by several threads.
 */
public final class Block {
    private static final StackWalker CALLERS = StackWalker.getInstance();

    private final List<Node> nodes = new ArrayList<>();

    /** What errors name as the place; null for the line of the program that says a directive. */
    private final Position origin;

    private Block(Position origin) {
        this.origin = origin;
    }

    /** An empty configuration. An error in it names the line of the program that says the directive. */
    public static Block configuration() {
        return new Block(null);
    }

    /**
     * The same for a program whose users do not know its lines.
     *
     * @param origin what an error names instead, as a file would be named
     */
    public static Block configuration(String origin) {
        return new Block(new Position(origin, 0, 0));
    }

    /**
     * Adds a directive that ends with a semicolon.
     *
     * @param values its words behind the name; {@code toString} of each is one word
     */
    public Block directive(String name, Object... values) {
        nodes.add(new Node(words(name, values), null, false));
        return this;
    }

    /** Adds a directive of ours as a {@code #gangway} comment, which nginx skips. */
    public Block gangway(String name, Object... values) {
        nodes.add(new Node(words(name, values), null, true));
        return this;
    }

    /** Adds a block without words of its own ({@code http}, {@code server}). */
    public Block block(String name, Consumer<Block> inside) {
        return add(words(name), inside);
    }

    /** Adds a block with a word ({@code upstream backend}, {@code location /api/}). */
    public Block block(String name, Object value, Consumer<Block> inside) {
        return add(words(name, value), inside);
    }

    /** Adds a block with two words ({@code location ~ \.php$}, {@code map $http_upgrade $connection_upgrade}). */
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
     * The tree, as it is read from the text of {@link #toString}.
     *
     * @param name in the place of a file's name; relative includes are found in its folder
     */
    public Tree tree(String name) {
        List<Position> lines = new ArrayList<>();
        lines(nodes, lines);
        return Parser.text(name, toString(), lines);
    }

    /** For each line of {@link #toString}, where it was said. */
    private static void lines(List<Node> nodes, List<Position> lines) {
        for (Node node : nodes) {
            lines.add(node.position());
            if (node.block() != null) {
                lines(node.block(), lines);
                lines.add(node.position());
            }
        }
    }

    /** The configuration as it could stand in a file; one char per byte. */
    @Override
    public String toString() {
        return Printer.print(nodes);
    }
}
