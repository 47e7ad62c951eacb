package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** Old workers that stay for as long as their tunnels. */
final class ShutdownTimeout implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "websocket_shutdown_timeout",
            Severity.NOTE,
            "a file with WebSockets and without \"worker_shutdown_timeout\"",
            "At a reload nginx starts new workers, and the old ones stay until their last connection ends. With"
                    + " WebSockets that can take days: every reload leaves a set of processes with their memory.",
            "Write \"worker_shutdown_timeout 1h;\" at the top of the file: then nginx closes what is left. In Gangway"
                    + " \"websocket_drain\" ends the tunnels one after the other.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        List<LintNode> http = tree.root().own("http");
        if (!http.isEmpty()
                && !UpgradePass.meant(tree).isEmpty()
                && tree.root().isComplete()
                && tree.all("worker_shutdown_timeout", "websocket_drain").isEmpty()) {
            findings.add(http.get(0), "after a reload the old workers stay until their last WebSocket ends");
        }
    }
}
