package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** One of the two fields of an upgrade without the other. */
final class HalfUpgrade implements LintRule {
    private static final List<String> NO_UPGRADE = List.of("", "close", "keep-alive");

    private static final RuleText TEXT = new RuleText(
            "websocket_half_upgrade",
            Severity.WARNING,
            "\"proxy_set_header Upgrade\" without \"Connection\", or the other way round",
            "An upgrade needs both fields. nginx passes neither on by itself, so the backend gets half of it and answers"
                    + " as to a plain request: no WebSocket opens.",
            "Write both: \"proxy_set_header Upgrade $http_upgrade;\" and \"proxy_set_header Connection"
                    + " $connection_upgrade;\", with a map from $http_upgrade in http.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode pass : tree.all("proxy_pass")) {
            List<LintNode> headers = pass.effective("proxy_set_header");
            if (!headers.isEmpty() && headers.get(0).parent().isComplete()) {
                check(headers, findings);
            }
        }
    }

    private static void check(List<LintNode> headers, Findings findings) {
        LintNode upgrade = UpgradePass.field(headers, "Upgrade").orElse(null);
        LintNode connection = UpgradePass.field(headers, "Connection").orElse(null);
        if (upgrade == null && connection != null && connection.arg(1).equalsIgnoreCase("upgrade")) {
            findings.add(connection, "\"Connection: upgrade\" is sent without \"Upgrade\", so no WebSocket opens");
        } else if (upgrade != null && !upgrade.arg(1).isEmpty() && connection == null) {
            findings.add(upgrade, "\"Upgrade\" is sent without \"Connection: upgrade\", so no WebSocket opens");
        } else if (upgrade != null && !upgrade.arg(1).isEmpty() && NO_UPGRADE.contains(connection.arg(1))) {
            findings.add(
                    connection,
                    "\"Upgrade\" is sent with this \"Connection\" instead of \"Connection: upgrade\", so no WebSocket"
                            + " opens");
        }
    }
}
