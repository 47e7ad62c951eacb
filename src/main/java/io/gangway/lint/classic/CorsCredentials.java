package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** Credentials for each origin. */
final class CorsCredentials implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "cors_credentials",
            Severity.ERROR,
            "\"Access-Control-Allow-Credentials\" together with each origin",
            "\"Access-Control-Allow-Origin $http_origin\" allows the site that asks, whichever it is."
                    + " With Access-Control-Allow-Credentials each site that your users visit can send requests"
                    + " with their cookies and read the answers. With \"*\" instead browsers refuse all such"
                    + " answers.",
            "Choose the origin in a \"map\" whose default is empty.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode origin : tree.all("add_header")) {
            if (!origin.arg(0).equalsIgnoreCase("Access-Control-Allow-Origin")
                    || origin.parent().is("if")) {
                continue;
            }
            boolean credentials = origin.parent().own("add_header").stream()
                    .anyMatch(header -> header.arg(0).equalsIgnoreCase("Access-Control-Allow-Credentials")
                            && header.arg(1).equalsIgnoreCase("true"));
            if (credentials && origin.arg(1).equals("$http_origin") && !isGuarded(origin)) {
                findings.add(origin, "each site can read the answers to requests with cookies");
            } else if (credentials && origin.arg(1).equals("*")) {
                findings.add(
                        origin, "browsers refuse the answers to requests with cookies, because the origin is \"*\"");
            }
        }
    }

    /** Whether another origin was refused before. */
    private static boolean isGuarded(LintNode origin) {
        for (LintNode level = origin.parent(); level != null; level = level.parent()) {
            boolean refused = level.own("if").stream()
                    .anyMatch(node -> IfCondition.of(node).subject().equals("$http_origin") && IfCondition.ends(node));
            if (refused) {
                return true;
            }
        }
        return false;
    }
}
