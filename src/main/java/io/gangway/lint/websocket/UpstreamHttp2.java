package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** An upgrade toward a backend with HTTP/2. */
final class UpstreamHttp2 implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "websocket_upstream_http2",
            Severity.NOTE,
            "a location for WebSocket with \"proxy_http_version 2\"",
            "HTTP/2 has no upgrade. nginx sends the request without Upgrade and Connection, so no WebSocket opens."
                    + " Gangway opens a WebSocket as a stream by extended CONNECT (RFC 8441), or with HTTP/1.1 if the"
                    + " backend has not announced that it accepts this.",
            "Write \"proxy_http_version 1.1;\" in the location, which works with both, or with Gangway say what is"
                    + " meant by \"websocket_http_version\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (UpgradePass pass : UpgradePass.all(tree)) {
            List<LintNode> versions = pass.proxyPass().effective("proxy_http_version");
            if (!versions.isEmpty()
                    && versions.get(0).arg(0).equals("2")
                    && pass.proxyPass().effective("websocket_http_version").isEmpty()) {
                findings.add(versions.get(0), "in nginx no WebSocket of " + pass.place() + " opens over HTTP/2");
            }
        }
    }
}
