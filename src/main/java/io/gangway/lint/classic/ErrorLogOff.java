package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** {@code error_log off}. */
final class ErrorLogOff implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "error_log_off",
            Severity.WARNING,
            "\"error_log off\"",
            "Unlike access_log, error_log has no \"off\": nginx writes the log to a file of the name"
                    + " \"off\" below its prefix.",
            "Write \"error_log /dev/null crit;\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode log : tree.all("error_log")) {
            if (log.arg(0).equals("off")) {
                findings.add(log, "the log is written to a file of the name \"off\"");
            }
        }
    }
}
