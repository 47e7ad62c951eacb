package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** {@code set_real_ip_from 0.0.0.0/0}. */
final class RealIpTrustsAll implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "realip_trusts_all",
            Severity.WARNING,
            "\"set_real_ip_from\" with all addresses",
            "Everybody who connects is then trusted to name the address of the client. Access rules,"
                    + " limits and logs use the address that is written in a field of the request.",
            "Name the addresses of your proxies.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode trusted : tree.all("set_real_ip_from")) {
            if (trusted.arg(0).matches("0\\.0\\.0\\.0/0|::/0")) {
                findings.add(trusted, "each client chooses its own address");
            }
        }
    }
}
