package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code proxy_pass} whose host the client chooses. */
final class Ssrf implements LintRule {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");

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
            if (pass.enclosing("stream").isEmpty() && !isInternal(pass)) {
                sources.values(pass.arg(0)).stream()
                        .flatMap(url -> VariableNames.in(host(pass, url)).stream())
                        .filter(name -> isFree(pass, name))
                        .findFirst()
                        .ifPresent(name -> findings.add(pass, "clients choose the host by $" + name));
            }
        }
    }

    /** The text up to the slash, or the variable with a slash at its begin, that ends the host. */
    private static String host(LintNode pass, String url) {
        int scheme = url.indexOf("://");
        String rest = scheme < 0 ? url : url.substring(scheme + 3);
        int slash = rest.indexOf('/');
        String host = slash < 0 ? rest : rest.substring(0, slash);
        Matcher variable = VARIABLE.matcher(host);
        while (variable.find()) {
            if (variable.start() > 0 && beginsWithSlash(pass, variable.group(1))) {
                return host.substring(0, variable.start());
            }
        }
        return host;
    }

    private static boolean beginsWithSlash(LintNode pass, String name) {
        return name.matches("request_uri|uri|document_uri|is_args")
                || VariableSources.captured(pass, name)
                        .filter(group -> group.body().startsWith("/"))
                        .isPresent();
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
