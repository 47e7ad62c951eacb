package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** A {@code proxy_pass} whose host the client chooses. */
final class Ssrf implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "ssrf",
            Severity.ERROR,
            "a \"proxy_pass\" whose host clients choose",
            "Clients can make nginx send requests to any host that it reaches: services that trust"
                    + " the internal network, or the metadata service of a cloud, whose answers they then read.",
            "Name the hosts in a \"map\", or make the location \"internal\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        VariableSources sources = new VariableSources(tree);
        for (LintNode pass : tree.all("proxy_pass")) {
            if (pass.enclosing("server").isEmpty() || isInternal(pass)) {
                continue;
            }
            for (String name : sources.of(host(pass.arg(0)))) {
                if (isFree(pass, name)) {
                    findings.add(pass, "clients choose the host by $" + name);
                }
            }
        }
    }

    /** The text up to the slash that ends the host. */
    private static String host(String url) {
        int scheme = url.indexOf("://");
        String rest = scheme < 0 ? url : url.substring(scheme + 3);
        int end = rest.indexOf('/');
        return end < 0
                ? rest.replaceFirst("(?<=.)\\$\\{?(request_uri|uri|document_uri|is_args).*", "")
                : rest.substring(0, end);
    }

    private static boolean isInternal(LintNode pass) {
        return pass.enclosing("location")
                .filter(location ->
                        !location.own("internal").isEmpty() || location.arg(0).startsWith("@"))
                .isPresent();
    }

    private static boolean isFree(LintNode pass, String name) {
        if (VariableSources.isSentByClient(name)) {
            return true;
        }
        return VariableSources.captured(pass, name)
                .filter(group -> group.body().matches(".*(\\.|\\[\\^[^\\]]*\\]|\\\\[wS])[*+{].*"))
                .isPresent();
    }
}
