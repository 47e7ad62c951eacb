package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** {@code Connection: upgrade} in requests that do not upgrade. */
final class ConnectionForAllTraffic implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "websocket_connection_for_all",
            Severity.WARNING,
            "\"proxy_set_header Connection upgrade\" for requests that are not WebSockets",
            "Every request reaches the backend with \"Connection: upgrade\", also one without \"Upgrade\". Some backends"
                    + " take that for an upgrade: older releases of ASP.NET Core answer 400 to such a request if it has"
                    + " a body (dotnet/aspnetcore#17081).",
            "Use a map in http, \"map $http_upgrade $connection_upgrade { default upgrade; '' ''; }\", and"
                    + " \"proxy_set_header Connection $connection_upgrade;\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (UpgradePass pass : UpgradePass.all(tree)) {
            if (pass.isForAllTraffic()) {
                findings.add(
                        pass.header("Connection").orElseThrow(),
                        "all requests reach the backend with \"Connection: upgrade\", also those that are not"
                                + " WebSockets");
            }
        }
    }
}
