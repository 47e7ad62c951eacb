package io.gangway.conf;

import java.util.ArrayList;
import java.util.List;

/**
 * Discards all logs, so that reading a configuration creates no file: for a program that only looks at it. Formats and
 * levels are still checked.
 */
public record LogDiscard() implements TreeChange {
    private static final String NOWHERE = "/dev/null";

    @Override
    public List<Node> of(List<Node> nodes) {
        return nodes.stream().map(this::changed).toList();
    }

    private Node changed(Node node) {
        if (node.block() != null) {
            return node.withBlock(of(node.block()));
        }
        boolean log = node.name().equals("access_log") || node.name().equals("error_log");
        if (!log || node.args().isEmpty() || node.args().get(0).text().equals("off")) {
            return node;
        }
        List<Word> words = new ArrayList<>();
        words.add(node.words().get(0));
        Word file = node.args().get(0);
        words.add(new Word(NOWHERE, file.quoted(), file.position()));
        // The first argument after the file is a format or a level; buffers of one file would have to be the same.
        if (node.args().size() > 1 && node.args().get(1).text().indexOf('=') < 0) {
            words.add(node.args().get(1));
        }
        return new Node(words, null, node.gangway(), node.end(), null);
    }
}
