package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** An upgrade in HTTP/1.0. */
final class HttpVersion implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "websocket_http_version",
            Severity.WARNING,
            "a location for WebSocket without \"proxy_http_version 1.1\"",
            "HTTP/1.0 has no upgrade: the backend ignores or refuses it. 1.0 is the default of nginx before 1.29.7;"
                    + " nginx since then, and Gangway, speak HTTP/1.1 by default.",
            "Write \"proxy_http_version 1.1;\" beside the proxy_set_header lines.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (UpgradePass pass : UpgradePass.all(tree)) {
            List<LintNode> versions = pass.proxyPass().effective("proxy_http_version");
            if (versions.isEmpty() && pass.proxyPass().isComplete()) {
                findings.add(
                        pass.proxyPass(),
                        "nginx before 1.29.7 sends the upgrade of " + pass.place()
                                + " in HTTP/1.0, which has none, so no WebSocket opens");
            } else if (!versions.isEmpty() && versions.get(0).arg(0).equals("1.0")) {
                findings.add(
                        versions.get(0),
                        "the upgrade of " + pass.place()
                                + " is sent in HTTP/1.0, which has none, so no WebSocket opens");
            }
        }
    }
}
