package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.ProxyTarget;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.Optional;

/** HTTP/2 to a backend whose connections are not kept. */
final class Http2UpstreamKeepalive implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "http2_upstream_keepalive",
            Severity.WARNING,
            "\"proxy_http_version 2\" or \"grpc_pass\" to an upstream with \"keepalive 0\"",
            "A connection of HTTP/2 begins with a preface and SETTINGS on both sides, and with TLS and ALPN before. With"
                    + " \"keepalive 0\" it is closed when none of its requests is left, so that most requests pay for"
                    + " all of that.",
            "Leave \"keepalive\" out: since 1.29.7 nginx, and Gangway, keep 32 connections for each worker.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode pass : tree.all("proxy_pass")) {
            if (pass.effective("proxy_http_version", "1.1").equals("2")) {
                check(ProxyTarget.of(pass.arg(0)).upstream(tree), findings);
            }
        }
        for (LintNode pass : tree.all("grpc_pass")) {
            check(tree.upstream(pass.arg(0).replaceFirst("^grpcs?://", "")), findings);
        }
    }

    private static void check(Optional<LintNode> upstream, Findings findings) {
        upstream.stream()
                .flatMap(block -> block.own("keepalive").stream())
                .filter(keepalive -> keepalive.arg(0).equals("0"))
                .forEach(keepalive ->
                        findings.add(keepalive, "each connection of HTTP/2 is closed as soon as it has no request"));
    }
}
