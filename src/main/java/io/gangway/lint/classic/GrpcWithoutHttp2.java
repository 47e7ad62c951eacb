package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** gRPC for clients that cannot reach it. */
final class GrpcWithoutHttp2 implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "grpc_without_http2",
            Severity.WARNING,
            "\"grpc_pass\" in a server without HTTP/2",
            "gRPC is HTTP/2 with trailers. A client that begins with it on a port of HTTP/1.1 gets 400 and closes the"
                    + " connection, and one that offers it by ALPN is not given it.",
            "Write \"http2 on;\" in the server, or \"listen … http2\" for nginx before 1.25.1.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode pass : tree.all("grpc_pass")) {
            pass.enclosing("server")
                    .filter(server -> server.isComplete()
                            && !server.isOn("http2")
                            && server.own("listen").stream().noneMatch(listen -> listen.hasArg("http2")))
                    .ifPresent(server ->
                            findings.add(pass, "no gRPC client can speak to this server, which has HTTP/1.1 only"));
        }
    }
}
