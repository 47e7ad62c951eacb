package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.ProxyTarget;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.regex.Pattern;

/** A public name that is looked up at the start only. */
final class StaleDns implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "stale_dns",
            Severity.WARNING,
            "a public host name in \"proxy_pass\" or \"upstream\" that is looked up only once",
            "nginx looks the name up when it starts and keeps the addresses until the next reload."
                    + " When the owner of the name changes them, as load balancers of clouds do at any time,"
                    + " requests go to addresses that belong to nobody or to somebody else.",
            "With \"resolver\" and \"server name resolve;\" in an upstream with a \"zone\", or with a"
                    + " variable in proxy_pass, nginx follows the name.");

    private static final Pattern PUBLIC = Pattern.compile("(?i)([a-z0-9_-]+\\.)+[a-z]{2,}");

    /** Names of the own network, whose addresses the administrator knows. */
    private static final Pattern INTERNAL =
            Pattern.compile("(?i).*\\.(local|localhost|localdomain|internal|intranet|lan|home|corp|svc|test|docker)");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode pass : tree.all("proxy_pass")) {
            ProxyTarget target = ProxyTarget.of(pass.arg(0));
            if (pass.enclosing("stream").isEmpty()
                    && !VariableNames.any(pass.arg(0))
                    && target.upstream(tree).isEmpty()) {
                check(pass, target.host(), findings);
            }
        }
        for (LintNode server : tree.all("server")) {
            if (!server.isBlock() && server.parent().is("upstream") && !server.hasArg("resolve")) {
                check(server, server.arg(0).replaceFirst(":\\d+$", ""), findings);
            }
        }
    }

    private static void check(LintNode node, String host, Findings findings) {
        if (PUBLIC.matcher(host).matches() && !INTERNAL.matcher(host).matches()) {
            findings.add(node, "the addresses of \"" + host + "\" stay those of the start");
        }
    }
}
