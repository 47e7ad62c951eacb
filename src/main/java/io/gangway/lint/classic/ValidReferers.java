package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** A {@code valid_referers} whose result nothing uses. */
final class ValidReferers implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "valid_referers",
            Severity.WARNING,
            "\"valid_referers\" without a use of \"$invalid_referer\"",
            "\"valid_referers\" forbids nothing by itself: it only sets \"$invalid_referer\". Without"
                    + " an \"if\" that uses the variable all referers are served.",
            "Add \"if ($invalid_referer) { return 403; }\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode referers : tree.all("valid_referers")) {
            boolean used = tree.all()
                    .anyMatch(node -> node.args().stream()
                            .anyMatch(word -> VariableNames.in(word).contains("invalid_referer")));
            if (!used && referers.isComplete()) {
                findings.add(referers, "this forbids nothing, because $invalid_referer is not used");
            }
        }
    }
}
