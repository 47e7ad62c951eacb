package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** A {@code return} beside access rules that it bypasses. */
final class ReturnBypassesAccess implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "return_bypasses_allow_deny",
            Severity.ERROR,
            "a \"return\" on a level with \"deny\", \"auth_basic\" or \"auth_request\"",
            "\"return\" runs in the rewrite phase, before access control. On the same level as"
                    + " \"deny\", \"auth_basic\" or \"auth_request\" it answers everybody.",
            "Serve the text by another content handler: a file, \"try_files\", or a \"proxy_pass\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode access : tree.all("deny", "auth_basic", "auth_request")) {
            LintNode level = access.parent();
            boolean first = level.own("deny", "auth_basic", "auth_request").get(0) == access;
            if (!first
                    || level.own("deny", "auth_basic", "auth_request").stream().allMatch(ReturnBypassesAccess::isOff)) {
                continue;
            }
            level.own("return").stream()
                    .filter(answer -> !answer.arg(0).matches("4\\d\\d|5\\d\\d"))
                    .findFirst()
                    .ifPresent(answer ->
                            findings.add(answer, "\"return\" answers everybody, \"" + access + "\" is never asked"));
        }
    }

    private static boolean isOff(LintNode access) {
        return access.is("auth_basic", "auth_request") && access.arg(0).equals("off");
    }
}
