package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.lint.rule.ProxyTarget;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** A slash too many. */
final class PassSlash implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "proxy_pass_double_slash",
            Severity.WARNING,
            "a location without a final slash whose \"proxy_pass\" has one",
            "nginx replaces the prefix of the location by the URI of proxy_pass. With \"location /api\" and \"proxy_pass"
                    + " http://backend/;\" the request \"/api/ws\" reaches the backend as \"//ws\", which most routers"
                    + " do not know.",
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
                    .filter(location -> !isRewritten(location))
                    .flatMap(LintNode::match)
                    .filter(LocationMatch::isPrefix)
                    .map(LocationMatch::pattern)
                    .filter(prefix -> !prefix.endsWith("/") && uri.endsWith("/") && !VariableNames.any(pass.arg(0)))
                    .ifPresent(prefix -> findings.add(
                            pass, "a request for \"" + prefix + "/x\" reaches the backend as \"" + uri + "/x\""));
        }
    }

    /** After a rewrite with {@code break}, nginx sends its result and not the URI of {@code proxy_pass}. */
    private static boolean isRewritten(LintNode location) {
        return location.inside("rewrite").stream().anyMatch(rewrite -> rewrite.hasArg("break"));
    }
}
