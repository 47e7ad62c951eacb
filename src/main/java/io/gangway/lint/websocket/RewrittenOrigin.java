package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** An {@code Origin} that nobody can check any more. */
final class RewrittenOrigin implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "websocket_origin",
            Severity.ERROR,
            "\"proxy_set_header Origin\" in a location for WebSocket, where nothing checks the client's \"Origin\"",
            "A page of any site can open a WebSocket to yours, with the cookies of its visitor. Only \"Origin\" tells"
                    + " where the page is from. When it is replaced, the check of the backend accepts every site"
                    + " (cross-site WebSocket hijacking).",
            "Remove the line and allow the public origin in the backend. Or check $http_origin here, with a map and an"
                    + " \"if\" that returns 403, or in Gangway with \"websocket_origins https://www.example.com;\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        if (isChecked(tree)) {
            return;
        }
        for (UpgradePass pass : UpgradePass.all(tree)) {
            pass.header("Origin")
                    .filter(origin -> !origin.arg(1).contains("$http_origin"))
                    .ifPresent(origin -> findings.add(
                            origin,
                            "the backend sees \"" + origin.arg(1)
                                    + "\" for every page that opens a WebSocket, so it cannot refuse those of other"
                                    + " sites"));
        }
    }

    private static boolean isChecked(LintTree tree) {
        return tree.all().anyMatch(RewrittenOrigin::reads);
    }

    private static boolean reads(LintNode node) {
        return node.is("websocket_origins")
                || node.is("if", "map") && node.args().stream().anyMatch(arg -> arg.contains("$http_origin"));
    }
}
