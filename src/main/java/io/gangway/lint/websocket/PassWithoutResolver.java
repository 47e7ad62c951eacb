package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.ProxyTarget;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.Optional;
import java.util.regex.Pattern;

/** A name that is looked up at run time, with nobody to ask. */
final class PassWithoutResolver implements LintRule {
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+|\\{\\w+})");

    /** Of variables that are set to variables. */
    private static final int MAX_DEPTH = 3;

    private static final RuleText TEXT = new RuleText(
            "proxy_pass_without_resolver",
            Severity.ERROR,
            "\"proxy_pass\" with a variable and a host name, without \"resolver\"",
            "With a variable anywhere in proxy_pass, nginx looks the host name up when a request comes, and only by"
                    + " \"resolver\". Without one each request gets 502, and the error log says \"no resolver defined"
                    + " to resolve\". An IP address or the name of an upstream needs none.",
            "Write \"resolver 127.0.0.11;\" with the address of your DNS server (this one is Docker's), or name an"
                    + " upstream.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode pass : tree.all("proxy_pass")) {
            if (pass.enclosing("server").isPresent()
                    && pass.enclosing("stream").isEmpty()
                    && VariableNames.any(pass.arg(0))
                    && pass.effective("resolver").isEmpty()
                    && pass.isComplete()) {
                name(tree, pass.arg(0), 0)
                        .ifPresent(name -> findings.add(
                                pass,
                                "each request gets 502, because there is no resolver for the name \"" + name + "\""));
            }
        }
    }

    /** The name that would be looked up; empty when there is none or nobody can tell. */
    private static Optional<String> name(LintTree tree, String url, int depth) {
        ProxyTarget target = ProxyTarget.of(url);
        if (target.isAddress() || target.upstream(tree).isPresent() || isKnown(tree, target)) {
            return Optional.empty();
        }
        if (!VARIABLE.matcher(target.host()).matches()) {
            return target.host().isEmpty() ? Optional.empty() : Optional.of(target.host());
        }
        String variable = VariableNames.in(target.host()).get(0);
        return tree.definitions(variable).stream()
                .filter(set -> set.is("set") && depth < MAX_DEPTH)
                .flatMap(set -> name(tree, set.arg(1), depth + 1).stream())
                .findFirst();
    }

    /** A name in a {@code proxy_pass} without variables is looked up at the start, and nginx keeps it for others. */
    private static boolean isKnown(LintTree tree, ProxyTarget target) {
        return tree.all("proxy_pass").stream()
                .filter(pass -> !VariableNames.any(pass.arg(0)))
                .anyMatch(pass -> ProxyTarget.of(pass.arg(0)).isSameServer(target));
    }
}
