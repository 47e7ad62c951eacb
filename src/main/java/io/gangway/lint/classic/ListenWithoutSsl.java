package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** Port 443 without TLS. */
final class ListenWithoutSsl implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "listen_without_ssl",
            Severity.ERROR,
            "\"listen 443\" without \"ssl\" in a server with a certificate",
            "Without the parameter \"ssl\" the port speaks plain HTTP, certificate or not. Browsers"
                    + " report a protocol error; old clients may send passwords in the clear.",
            "Write \"listen 443 ssl;\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode server : tree.servers()) {
            boolean hasCertificate = !server.own("ssl_certificate").isEmpty();
            boolean oldWay = server.isOn("ssl");
            server.own("listen").stream()
                    .filter(listen -> hasCertificate && !oldWay && listen.arg(0).matches("(.*:)?443"))
                    .filter(listen -> !listen.hasArg("ssl") && !listen.hasArg("quic"))
                    .forEach(listen -> findings.add(listen, "this port speaks plain HTTP, because \"ssl\" is missing"));
        }
    }
}
