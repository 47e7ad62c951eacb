package io.gangway.config;

import io.gangway.conf.Node;
import io.gangway.conf.Printer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Blocks that are referred to by name, such as {@code upstream} and {@code map}; the name is the last argument.
 * Indexed, so that the blocks that a text refers to are found without a scan of all blocks. Immutable.
 */
final class NamedBlocks {
    private static final Pattern WORD = Pattern.compile("[\\w.-]+");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");

    /** By the first word or variable of their names; blocks whose name has neither are under "" and always included. */
    private final Map<String, List<Node>> blocks = new HashMap<>();

    NamedBlocks(List<Node> nodes) {
        for (Node node : nodes) {
            if (!node.args().isEmpty()) {
                String name = node.args().get(node.args().size() - 1).text();
                Set<String> words = name.startsWith("$") ? variables(name) : words(name);
                String first = words.isEmpty() ? "" : words.iterator().next();
                blocks.computeIfAbsent(first, word -> new ArrayList<>()).add(node);
            }
        }
    }

    /** Appends the blocks that a text refers to, directly or through other blocks, each once. */
    void appendNamed(StringBuilder text) {
        Set<Node> appended = Collections.newSetFromMap(new IdentityHashMap<>());
        int from = 0;
        while (from < text.length()) {
            String part = text.substring(from);
            from = text.length();
            Set<String> names = new LinkedHashSet<>(Set.of(""));
            names.addAll(words(part));
            names.addAll(variables(part));
            for (String name : names) {
                for (Node block : blocks.getOrDefault(name, List.of())) {
                    if (appended.add(block)) {
                        text.append(Printer.print(List.of(block)));
                    }
                }
            }
        }
    }

    private static Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>();
        WORD.matcher(text).results().forEach(found -> words.add(found.group()));
        return words;
    }

    /** The names of {@code $name} and {@code ${name}}, each with a dollar sign. */
    private static Set<String> variables(String text) {
        Set<String> variables = new LinkedHashSet<>();
        VARIABLE.matcher(text).results().forEach(found -> variables.add("$" + found.group(1)));
        return variables;
    }
}
