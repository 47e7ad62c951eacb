package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** HTTP/2 that no browser uses. */
final class Http2WithoutTls implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "http2_without_tls",
            Severity.NOTE,
            "a server with HTTP/2 and without TLS",
            "Browsers speak HTTP/2 over TLS only: to this server they speak HTTP/1.1. Clients that know that they may"
                    + " begin with HTTP/2, such as gRPC and some proxies, can use it.",
            "Write \"listen 443 ssl;\" with a certificate. Leave \"http2\" out where only browsers come.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode server : tree.servers()) {
            List<LintNode> listens = server.own("listen");
            boolean tls = server.isOn("ssl")
                    || listens.stream().anyMatch(listen -> listen.hasArg("ssl") || listen.hasArg("quic"));
            if (tls || isForPrograms(server, listens) || !server.isComplete()) {
                continue;
            }
            server.own("http2").stream()
                    .filter(http2 -> http2.arg(0).equalsIgnoreCase("on"))
                    .forEach(http2 -> report(http2, findings));
            listens.stream().filter(listen -> listen.hasArg("http2")).forEach(listen -> report(listen, findings));
        }
    }

    /** Whether the clients are surely no browsers: gRPC, or programs of the same machine. */
    private static boolean isForPrograms(LintNode server, List<LintNode> listens) {
        return !server.inside("grpc_pass").isEmpty()
                || !listens.isEmpty()
                        && listens.stream().allMatch(listen -> listen.arg(0).startsWith("unix:"));
    }

    private static void report(LintNode at, Findings findings) {
        findings.add(at, "browsers speak HTTP/1.1 to this server, because it has no TLS");
    }
}
