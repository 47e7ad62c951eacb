package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** A capture that the regular expression does not have. */
final class UndefinedCapture implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "undefined_capture",
            Severity.ERROR,
            "a capture such as \"$2\" that the regular expression does not have",
            "A capture without its group is empty. nginx does not report it: the URI or the path" + " lacks a part.",
            "Count the groups, or give them names.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode rewrite : tree.all("rewrite")) {
            check(rewrite, rewrite.arg(1), rewrite.arg(0), findings);
        }
        for (LintNode user : tree.all("proxy_pass", "alias", "root", "return")) {
            LintNode location = user.parent();
            boolean other =
                    location.own("if", "rewrite", "set").stream().findAny().isPresent() || usesMaps(tree, user);
            if (location.is("location") && !other) {
                location.match()
                        .filter(LocationMatch::isRegex)
                        .ifPresent(match -> check(user, String.join(" ", user.args()), match.pattern(), findings));
            }
        }
    }

    private static void check(LintNode node, String text, String regex, Findings findings) {
        int groups = RegexGroups.count(regex);
        VariableNames.in(text).stream()
                .filter(name -> name.matches("[1-9]") && Integer.parseInt(name) > groups)
                .findFirst()
                .ifPresent(name -> findings.add(
                        node, "$" + name + " is empty, because \"" + regex + "\" has " + groups + " groups"));
    }

    /** A map may have a regular expression of its own. */
    private static boolean usesMaps(LintTree tree, LintNode user) {
        return user.args().stream()
                .flatMap(word -> VariableNames.in(word).stream())
                .anyMatch(name -> !tree.definitions(name).isEmpty());
    }
}
