package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.lint.rule.ProxyTarget;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** A location with a final slash whose {@code proxy_pass} has a URI without one. */
final class ProxyPassMissingSlash implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "proxy_pass_missing_slash",
            Severity.WARNING,
            "a location with a final slash whose \"proxy_pass\" has a path without one",
            "nginx replaces the prefix of the location by the URI of proxy_pass. With \"location"
                    + " /api/\" and \"proxy_pass http://backend/v1\" the request \"/api/users\" reaches the"
                    + " backend as \"/v1users\".",
            "End both with a slash, or neither.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode pass : tree.all("proxy_pass")) {
            String uri = ProxyTarget.of(pass.arg(0)).uri();
            pass.enclosing("location")
                    .flatMap(LintNode::match)
                    .filter(LocationMatch::isPrefix)
                    .map(LocationMatch::pattern)
                    .filter(prefix ->
                            prefix.endsWith("/") && uri.matches("/[^?]*[^/?=]") && !VariableNames.any(pass.arg(0)))
                    .filter(prefix -> pass.parent().own("rewrite").isEmpty())
                    .ifPresent(prefix -> findings.add(
                            pass, "a request for \"" + prefix + "x\" reaches the backend as \"" + uri + "x\""));
        }
    }
}
