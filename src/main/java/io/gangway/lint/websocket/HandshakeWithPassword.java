package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** A password that a page cannot give for its WebSocket. */
final class HandshakeWithPassword implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "websocket_auth_basic",
            Severity.WARNING,
            "a location for WebSocket with \"auth_basic\"",
            "A handshake without a password gets 401. A page cannot set \"Authorization\" for a WebSocket, and a browser"
                    + " asks nobody for a password then. Most browsers send the one that was typed for the page, Safari"
                    + " does not (coder/code-server#1348).",
            "Write \"auth_basic off;\" in the location and let the backend check a cookie or a token in the URI, or"
                    + " check the session with \"auth_request\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (UpgradePass pass : UpgradePass.meant(tree)) {
            List<LintNode> realm = pass.proxyPass().effective("auth_basic");
            if (!realm.isEmpty()
                    && !realm.get(0).arg(0).equals("off")
                    && !pass.proxyPass().effective("satisfy", "all").equals("any")) {
                findings.add(
                        realm.get(0),
                        "a browser that does not send the page's password with a WebSocket, such as Safari, gets 401 in "
                                + pass.place());
            }
        }
    }
}
