package io.gangway.lint.classic;

import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LocationMatch;
import java.util.List;

/** The regular expressions of a directive. */
final class RegexUse {
    private RegexUse() {}

    static List<String> of(LintNode node) {
        return switch (node.name()) {
            case "location" ->
                node.match().filter(LocationMatch::isRegex).map(LocationMatch::pattern).stream()
                        .toList();
            case "if" -> {
                IfCondition condition = IfCondition.of(node);
                yield condition.isRegex() ? List.of(condition.value()) : List.of();
            }
            case "rewrite" -> List.of(node.arg(0));
            case "server_name" -> marked(node.args());
            case "map" -> marked(node.children().stream().map(LintNode::name).toList());
            default -> List.of();
        };
    }

    private static List<String> marked(List<String> words) {
        return words.stream()
                .filter(word -> word.startsWith("~"))
                .map(word -> word.replaceFirst("^~\\*?", ""))
                .toList();
    }
}
