package io.gangway.lint.classic;

import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.lint.rule.VariableNames;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where the value of a variable comes from. */
final class VariableSources {
    private static final Pattern SENT_BY_CLIENT =
            Pattern.compile("arg_\\w+|http_\\w+|cookie_\\w+|args|query_string|request_uri|uri|document_uri");

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

    private void add(String text, Set<String> all, Set<String> seen) {
        for (String name : VariableNames.in(text)) {
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
