package io.gangway.conf;

import java.util.List;

/**
 * Moves a directory: each argument that names something below it is changed, and files are included from the new one.
 * For a production file on another machine.
 *
 * @param from absolute, without a slash at its end, one char per byte
 * @param to in the same form
 */
public record DirectoryMove(String from, String to) implements TreeChange {
    @Override
    public List<Node> of(List<Node> nodes) {
        return nodes.stream().map(this::moved).toList();
    }

    private Node moved(Node node) {
        List<Word> words = node.words().stream()
                .map(word -> new Word(path(word.text()), word.quoted(), word.position()))
                .toList();
        List<Node> block = node.block() == null ? null : of(node.block());
        return new Node(words, block, node.gangway(), node.end(), node.close());
    }

    /** The new path of a path. */
    public String path(String path) {
        return path.equals(from) || path.startsWith(from + "/") ? to + path.substring(from.length()) : path;
    }
}
