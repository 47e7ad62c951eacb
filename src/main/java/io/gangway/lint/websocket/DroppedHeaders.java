package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** A location whose {@code proxy_set_header} lines replace those of its server. */
final class DroppedHeaders implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "websocket_headers_dropped",
            Severity.WARNING,
            "\"proxy_set_header\" lines of a location that drop the \"Upgrade\" of its server",
            "nginx takes the proxy_set_header lines of the level above only if the location has none of its own. With"
                    + " one of its own, \"Upgrade\" and \"Connection\" are not sent, and the backend answers as to a"
                    + " plain request: no WebSocket opens.",
            "Repeat the lines for Upgrade and Connection in the location. If it is not for WebSocket, say so with"
                    + " \"proxy_set_header Connection '';\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode pass : tree.all("proxy_pass")) {
            List<LintNode> headers = pass.effective("proxy_set_header");
            if (!headers.isEmpty() && pass.isComplete() && drops(headers)) {
                findings.add(
                        headers.get(0),
                        "this replaces all proxy_set_header lines of the level above: its \"Upgrade\" is not sent to"
                                + " the backend");
            }
        }
    }

    private static boolean drops(List<LintNode> headers) {
        LintNode level = headers.get(0).parent();
        return level.parent() != null
                && UpgradePass.field(headers, "Upgrade").isEmpty()
                && UpgradePass.field(headers, "Connection").isEmpty()
                && UpgradePass.header(level.parent(), "Upgrade")
                        .filter(upgrade -> !upgrade.arg(1).isEmpty())
                        .isPresent();
    }
}
