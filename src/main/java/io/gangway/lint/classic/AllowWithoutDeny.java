package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** An {@code allow} that forbids nothing. */
final class AllowWithoutDeny implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "allow_without_deny",
            Severity.ERROR,
            "a level with \"allow\" and without \"deny\"",
            "An address that no rule of the level matches is allowed. A list of \"allow\" without"
                    + " \"deny all\" at its end forbids nothing; nor do the \"deny\" of outer levels, which the"
                    + " level replaces.",
            "Add \"deny all;\" after the last allow.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode allow : tree.all("allow")) {
            List<LintNode> rules = allow.parent().own("allow", "deny");
            if (rules.get(0) == allow
                    && rules.stream()
                            .noneMatch(rule -> rule.is("deny") || rule.arg(0).equals("all"))
                    && allow.isComplete()) {
                findings.add(allow, "all other addresses are allowed as well, because no deny follows");
            }
        }
    }
}
