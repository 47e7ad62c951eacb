package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** Access rules after one for all addresses. */
final class UnreachableAccessRule implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "unreachable_access_rule",
            Severity.ERROR,
            "an \"allow\" or \"deny\" after one for \"all\"",
            "nginx takes the first rule that matches the address. \"all\" matches each, so the rules"
                    + " after it have no effect: after \"deny all\" nobody is allowed, after \"allow all\""
                    + " nobody is denied.",
            "Put the rule for \"all\" last.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode rule : tree.all("allow", "deny")) {
            List<LintNode> rules = rule.parent().own("allow", "deny");
            rules.subList(0, rules.indexOf(rule)).stream()
                    .filter(before -> before.arg(0).equals("all"))
                    .findFirst()
                    .ifPresent(before -> findings.add(
                            rule,
                            "this has no effect after \"" + before + "\" in line "
                                    + before.position().line()));
        }
    }
}
