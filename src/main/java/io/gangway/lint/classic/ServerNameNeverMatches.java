package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** A name that no Host can have. */
final class ServerNameNeverMatches implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "server_name_never_matches",
            Severity.ERROR,
            "a \"server_name\" with a scheme, a port or a path",
            "nginx compares the name with the host of the request, which has no scheme, no port and"
                    + " no path. Such a name is never chosen.",
            "Write the host only; the port belongs to \"listen\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode names : tree.all("server_name")) {
            names.args().stream()
                    .filter(name -> !name.startsWith("~") && name.matches("(?s).*[/:,;].*"))
                    .findFirst()
                    .ifPresent(name -> findings.add(names, "no request is for the host \"" + name + "\""));
        }
    }
}
