package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** A capture of a location that an {@code if} overwrites. */
final class OverlappingCaptures implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "overlapping_captures",
            Severity.WARNING,
            "a capture of the location that the regular expression of an \"if\" overwrites",
            "The captures $1 to $9 belong to the regular expression that was tried last. After an \"if\" in the location"
                    + " has tried one, they are its captures, and empty if it has none or does not match.",
            "Give the capture of the location a name: \"(?<file>.*)\" and \"$file\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode location : tree.locations()) {
            if (location.match().filter(LocationMatch::isRegex).isEmpty()) {
                continue;
            }
            for (LintNode user :
                    location.own("proxy_pass", "alias", "root", "try_files", "fastcgi_param", "add_header", "return")) {
                boolean uses = user.args().stream()
                        .flatMap(word -> VariableNames.in(word).stream())
                        .anyMatch(name -> name.matches("[1-9]"));
                location.own("if").stream()
                        .filter(node -> uses && IfCondition.of(node).isRegex())
                        .filter(node -> !user.is("return") || before(node, user))
                        .findFirst()
                        .ifPresent(node -> findings.add(
                                user,
                                "the captures are those of the \"if\" in line "
                                        + node.position().line() + ", no longer those of the location"));
            }
        }
    }

    private static boolean before(LintNode first, LintNode second) {
        List<LintNode> all = first.parent().children();
        return all.indexOf(first) < all.indexOf(second);
    }
}
