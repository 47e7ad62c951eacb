package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** WebSockets that may not use HTTP/2. */
final class ExtendedConnectOff implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "websocket_http2",
            Severity.NOTE,
            "a server with WebSockets and HTTP/2 in which extended CONNECT is off",
            "With extended CONNECT (RFC 8441) a WebSocket is a stream of the connection that carries the page. With"
                    + " \"http2_extended_connect off\" a browser opens a connection of its own with HTTP/1.1 for each"
                    + " WebSocket, with one more handshake; with \"accept_extended_connect off\" in a location its"
                    + " WebSockets are refused with 405. nginx has neither directive, and no extended CONNECT.",
            "Leave the directives out: both are on by default.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (UpgradePass pass : UpgradePass.meant(tree)) {
            LintNode at = pass.proxyPass();
            if (!isHttp2(at)) {
                continue;
            }
            off(
                    at.enclosing("server").orElseThrow().effective("http2_extended_connect"),
                    findings,
                    "each WebSocket of this server needs a connection of its own with HTTP/1.1");
            off(
                    at.effective("accept_extended_connect"),
                    findings,
                    "a WebSocket over HTTP/2 to " + pass.place() + " gets 405");
        }
    }

    private static void off(List<LintNode> directives, Findings findings, String message) {
        directives.stream()
                .filter(directive -> directive.arg(0).equalsIgnoreCase("off"))
                .forEach(directive -> findings.add(directive, message));
    }

    /** Whether the server of a directive speaks HTTP/2 to clients. */
    private static boolean isHttp2(LintNode at) {
        return at.enclosing("server")
                .filter(server -> server.isOn("http2")
                        || server.own("listen").stream().anyMatch(listen -> listen.hasArg("http2")))
                .isPresent();
    }
}
