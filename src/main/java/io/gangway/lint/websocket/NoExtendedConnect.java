package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.HashSet;
import java.util.Set;

/** HTTP/2 for a server with WebSockets. */
final class NoExtendedConnect implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "websocket_http2",
            Severity.NOTE,
            "a server with WebSockets that has HTTP/2, which they cannot use",
            "A WebSocket over HTTP/2 needs extended CONNECT (RFC 8441), which neither nginx nor Gangway has. A browser"
                    + " opens a connection of its own with HTTP/1.1 for each WebSocket instead. A proxy in front that"
                    + " speaks only HTTP/2 to this server cannot open one at all.",
            "Nothing for browsers. Let a proxy in front speak HTTP/1.1 to this server, or send it to a port without"
                    + " HTTP/2.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        Set<LintNode> servers = new HashSet<>();
        UpgradePass.meant(tree)
                .forEach(pass -> pass.proxyPass().enclosing("server").ifPresent(servers::add));
        for (LintNode server : tree.servers()) {
            if (servers.contains(server)) {
                http2(server, findings);
            }
        }
    }

    private static void http2(LintNode server, Findings findings) {
        if (server.isOn("http2")) {
            findings.add(server.effective("http2").get(0), message());
            return;
        }
        server.own("listen").stream()
                .filter(listen -> listen.hasArg("http2"))
                .findFirst()
                .ifPresent(listen -> findings.add(listen, message()));
    }

    private static String message() {
        return "the WebSockets of this server do not use HTTP/2: each has a connection of its own with HTTP/1.1";
    }
}
