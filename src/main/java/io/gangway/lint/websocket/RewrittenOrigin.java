package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.VariableNames;
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
        for (UpgradePass pass : UpgradePass.all(tree)) {
            pass.header("Origin")
                    .filter(origin -> !origin.arg(1).contains("$http_origin") && !isChecked(tree, pass.proxyPass()))
                    .ifPresent(origin -> findings.add(
                            origin,
                            "the backend sees \"" + origin.arg(1)
                                    + "\" for every page that opens a WebSocket, so it cannot refuse those of other"
                                    + " sites"));
        }
    }

    private static boolean isChecked(LintTree tree, LintNode pass) {
        return !pass.effective("websocket_origins").isEmpty()
                || pass.enclosing("server").stream()
                        .flatMap(server -> server.inside("if").stream())
                        .anyMatch(condition -> refuses(condition) && readsOrigin(tree, condition));
    }

    private static boolean refuses(LintNode condition) {
        return condition.own("return").stream().anyMatch(end -> end.arg(0).matches("4\\d\\d"));
    }

    /** Whether it depends on the client's Origin, itself or by the variable of a map. */
    private static boolean readsOrigin(LintTree tree, LintNode condition) {
        return condition.args().stream()
                .flatMap(arg -> VariableNames.in(arg).stream())
                .anyMatch(name -> name.equals("http_origin")
                        || tree.definitions(name).stream()
                                .anyMatch(map -> map.arg(0).contains("$http_origin")));
    }
}
