package io.gangway.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Moves all output into one directory: log files and the pid file under the last part of their names, temporary files
 * into a directory below it. For a production file in a test.
 *
 * @param directory absolute, without a slash at its end, one char per byte
 */
public record OutputMove(String directory) implements TreeChange {
    private static final Set<String> LOGS = Set.of("access_log", "error_log", "pid");
    private static final Set<String> TEMPORARY = Set.of("client_body_temp_path", "proxy_temp_path");

    @Override
    public List<Node> of(List<Node> nodes) {
        List<Node> all = new ArrayList<>(inside(nodes));
        if (nodes.stream().noneMatch(node -> node.name().equals("pid"))) {
            Position nowhere = new Position("", 0, 0);
            List<Word> words =
                    List.of(new Word("pid", false, nowhere), new Word(directory + "/gangway.pid", false, nowhere));
            all.add(0, new Node(words, null, false));
        }
        return all;
    }

    private List<Node> inside(List<Node> nodes) {
        return nodes.stream().map(this::moved).toList();
    }

    private Node moved(Node node) {
        if (node.block() != null) {
            return node.withBlock(inside(node.block()));
        }
        if (TEMPORARY.contains(node.name())) {
            Position at = node.position();
            List<Word> words = List.of(node.words().get(0), new Word(directory + "/temp", false, at));
            return new Node(words, null, node.gangway(), node.end(), null);
        }
        if (!LOGS.contains(node.name()) || node.args().isEmpty()) {
            return node;
        }
        List<Word> words = new ArrayList<>(node.words());
        Word file = words.get(1);
        words.set(1, new Word(moved(file.text()), file.quoted(), file.position()));
        return new Node(words, null, node.gangway(), node.end(), null);
    }

    private String moved(String file) {
        boolean isFile = !file.equals("off") && !file.equals("stderr") && !file.matches("(syslog|memory):.*|/dev/.*");
        return isFile ? directory + "/" + file.substring(file.lastIndexOf('/') + 1) : file;
    }
}
