package io.gangway.lint.classic;

import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.lint.rule.VariableNames;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the value of a variable comes from. */
final class VariableSources {
    private static final Pattern SENT_BY_CLIENT =
            Pattern.compile("arg_\\w+|http_\\w+|cookie_\\w+|args|query_string|request_uri|uri|document_uri");

    /** Of replacements in one text, which may contain itself. */
    private static final int MAX_DEPTH = 8;

    private static final int MAX_VALUES = 64;

    private final LintTree tree;

    VariableSources(LintTree tree) {
        this.tree = tree;
    }

    /** The variables of a text; those of {@code set} are replaced by the ones in their values. */
    Set<String> of(String text) {
        Set<String> all = new LinkedHashSet<>();
        add(text, all, new LinkedHashSet<>());
        return all;
    }

    /** The texts that a text may become when the variables of {@code set} are replaced by their values. */
    List<String> values(String text) {
        List<String> all = List.of(text);
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            all = all.stream()
                    .flatMap(each -> replaced(each).stream())
                    .distinct()
                    .limit(MAX_VALUES)
                    .toList();
        }
        return all;
    }

    /** The text with its first variable of {@code set} replaced by each of its values; the text when it has none. */
    private List<String> replaced(String text) {
        for (String name : VariableNames.in(text)) {
            List<LintNode> sets = tree.definitions(name).stream()
                    .filter(definition -> definition.is("set"))
                    .toList();
            if (!sets.isEmpty()) {
                String variable = "\\$(\\{" + name + "\\}|" + name + "\\b)";
                return sets.stream()
                        .map(set -> text.replaceFirst(variable, Matcher.quoteReplacement(set.arg(1))))
                        .toList();
            }
        }
        return List.of(text);
    }

    private void add(String text, Set<String> all, Set<String> seen) {
        for (String name : new LinkedHashSet<>(VariableNames.in(text))) {
            boolean isSet = false;
            for (LintNode definition : tree.definitions(name)) {
                isSet |= definition.is("set");
                if (definition.is("set") && seen.add(name + definition.position())) {
                    add(definition.arg(1), all, seen);
                }
            }
            if (!isSet) {
                all.add(name);
            }
        }
    }

    /** Whether clients choose the value freely. */
    static boolean isSentByClient(String name) {
        return SENT_BY_CLIENT.matcher(name).matches();
    }

    /** The regular expression of the location around a directive. */
    static Optional<String> locationRegex(LintNode node) {
        return node.enclosing("location")
                .flatMap(LintNode::match)
                .filter(LocationMatch::isRegex)
                .map(LocationMatch::pattern);
    }

    /** The group of the location's regular expression that a variable stands for, if nothing can overwrite it. */
    static Optional<RegexGroups.Group> captured(LintNode node, String name) {
        return locationRegex(node).flatMap(regex -> RegexGroups.captured(regex, name));
    }
}
