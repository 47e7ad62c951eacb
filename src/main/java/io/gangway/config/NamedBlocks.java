package io.gangway.config;

import io.gangway.conf.Node;
import io.gangway.conf.Printer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Blocks that are referred to by name, such as {@code upstream} and {@code map}; the name is the last argument.
 * Indexed, so that the blocks that a text refers to are found without a scan of all blocks. Not safe for several
 * threads.
 */
final class NamedBlocks {
    /** By the first word or variable of their names; blocks whose name has neither are under "" and always included. */
    private final Map<String, List<Node>> blocks = new HashMap<>();
    /** Of the directives and blocks that concern several levels. */
    private final Map<Node, Passage> passages = new IdentityHashMap<>();

    /** Indexes the blocks among the directives of an {@code http} block. */
    NamedBlocks(List<Node> nodes) {
        for (Node node : nodes) {
            if (node.block() != null && !node.args().isEmpty()) {
                String name = node.args().get(node.args().size() - 1).text();
                blocks.computeIfAbsent(key(name), word -> new ArrayList<>()).add(node);
            }
        }
    }

    private static String key(String name) {
        List<String> names = new ArrayList<>();
        names(name, names::add);
        return names.stream()
                .filter(found -> found.startsWith("$") == name.startsWith("$"))
                .findFirst()
                .orElse("");
    }

    /** The text of a directive, or of a block and what is in it; printed once. */
    Passage shared(Node node) {
        return passages.computeIfAbsent(node, printed -> passage(Printer.print(List.of(printed))));
    }

    Passage passage(String text) {
        List<Node> referenced = new ArrayList<>(blocks.getOrDefault("", List.of()));
        names(text, name -> referenced.addAll(blocks.getOrDefault(name, List.of())));
        return new Passage(text, referenced);
    }

    /** Appends blocks, and those that they refer to, each once. */
    void append(List<Node> referenced, List<String> text) {
        Set<Node> appended = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Node> open = new ArrayDeque<>(referenced);
        while (!open.isEmpty()) {
            Node block = open.poll();
            if (appended.add(block)) {
                Passage passage = shared(block);
                text.add(passage.text());
                open.addAll(passage.referenced());
            }
        }
    }

    /**
     * A part of a configuration as text.
     *
     * @param referenced the blocks that it refers to by name
     */
    record Passage(String text, List<Node> referenced) {
        void appendTo(List<String> all, List<Node> allReferenced) {
            all.add(text);
            allReferenced.addAll(referenced);
        }
    }

    /** Calls back with each run of letters, digits, {@code _}, {@code .} and {@code -}, and with each {@code $name}. */
    private static void names(String text, Consumer<String> found) {
        int from = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at == text.length() || !isOfWord(text.charAt(at))) {
                if (at > from) {
                    found.accept(text.substring(from, at));
                }
                from = at + 1;
            } else if (at == from) {
                variable(text, at, found);
            }
        }
    }

    /** The name of {@code $name} or {@code ${name}} that begins here, with a dollar sign; it ends before a dot. */
    private static void variable(String text, int from, Consumer<String> found) {
        boolean braced = from > 0 && text.charAt(from - 1) == '{';
        int dollar = from - (braced ? 2 : 1);
        if (dollar < 0 || text.charAt(dollar) != '$') {
            return;
        }
        int to = from;
        while (to < text.length() && isOfVariable(text.charAt(to))) {
            to++;
        }
        if (to > from) {
            found.accept("$" + text.substring(from, to));
        }
    }

    private static boolean isOfWord(char c) {
        return isOfVariable(c) || c == '.' || c == '-';
    }

    private static boolean isOfVariable(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }
}
