package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.ProxyTarget;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** HTTP/2 over TLS to a backend that does not learn which name is meant. */
final class Http2UpstreamName implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "http2_upstream_without_sni",
            Severity.NOTE,
            "\"proxy_http_version 2\" to \"https\" without \"proxy_ssl_server_name on\"",
            "Without the name in the handshake (SNI) a backend that has several answers with the certificate and the"
                    + " protocols of its default server. If that one has no HTTP/2, ALPN does not choose it; if the"
                    + " names differ, requests may get 421.",
            "Write \"proxy_ssl_server_name on;\", and \"proxy_ssl_name\" if the name is not that of proxy_pass.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode pass : tree.all("proxy_pass")) {
            String url = pass.arg(0);
            boolean named = !ProxyTarget.of(url).isAddress()
                    || !pass.effective("proxy_ssl_name").isEmpty();
            if (url.startsWith("https://")
                    && named
                    && pass.effective("proxy_http_version", "1.1").equals("2")
                    && !pass.isOn("proxy_ssl_server_name")
                    && pass.isComplete()) {
                findings.add(pass, "the backend does not learn which of its names is meant");
            }
        }
    }
}
