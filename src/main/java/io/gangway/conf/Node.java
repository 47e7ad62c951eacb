package io.gangway.conf;

import java.util.List;

/**
 * One directive as written: its words and, if it has braces, the directives between them. The first word is the name;
 * inside {@code map} or {@code types} it is data.
 *
 * @param words at least one
 * @param block null when the directive ends with a semicolon
 * @param gangway whether it was written in a {@code #gangway} comment, which nginx skips
 * @param end the semicolon or the opening brace; nginx names its line in errors about the directive
 * @param close the closing brace; nginx names its line in errors at the end of a block. Null without a block, and when
 *     reading stopped inside the block
 */
public record Node(List<Word> words, List<Node> block, boolean gangway, Position end, Position close) {
    public Node {
        words = List.copyOf(words);
        block = block == null ? null : List.copyOf(block);
    }

    /** A directive that was not read from a file: it ends at its last word. */
    public Node(List<Word> words, List<Node> block, boolean gangway) {
        this(words, block, gangway, last(words), block == null ? null : last(words));
    }

    /** The first word. */
    public String name() {
        return words.get(0).text();
    }

    /** The words after the name. */
    public List<Word> args() {
        return words.subList(1, words.size());
    }

    /** The position of the name. */
    public Position position() {
        return words.get(0).position();
    }

    /** The same directive with other directives between its braces. */
    public Node withBlock(List<Node> newBlock) {
        return new Node(words, newBlock, gangway, end, close);
    }

    private static Position last(List<Word> words) {
        return words.get(words.size() - 1).position();
    }

    /** The directive as the text of a file. */
    @Override
    public String toString() {
        return Printer.print(List.of(this));
    }
}
