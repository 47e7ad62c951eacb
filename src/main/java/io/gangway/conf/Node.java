package io.gangway.conf;

import java.util.List;

/**
 * One directive as it was written: its words and, when it has braces, the directives between them. The first word is the
 * name; inside {@code map} or {@code types} it is data.
 *
 * @param words at least one
 * @param block null when the directive ends with a semicolon
 * @param gangway whether it was written in a {@code #gangway} comment, which nginx skips
 */
public record Node(List<Word> words, List<Node> block, boolean gangway) {
    public Node {
        words = List.copyOf(words);
        block = block == null ? null : List.copyOf(block);
    }

    /** The first word. */
    public String name() {
        return words.get(0).text();
    }

    /** The words behind the name. */
    public List<Word> args() {
        return words.subList(1, words.size());
    }

    /** Where the name stands. */
    public Position position() {
        return words.get(0).position();
    }
}
