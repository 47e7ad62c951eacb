package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.ProxyTarget;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A hash of the client's address where that is always the address of another proxy. */
final class HashBehindProxy implements LintRule {
    private static final Pattern SET_BY_A_PROXY = Pattern.compile(
            "\\$\\{?(http_x_forwarded_(for|proto|host|port)|http_x_real_ip|http_cf_\\w+|proxy_protocol_addr)");

    private static final RuleText TEXT = new RuleText(
            "ip_hash_behind_proxy",
            Severity.WARNING,
            "\"ip_hash\" behind another proxy without \"set_real_ip_from\"",
            "The fields that this file reads show that another proxy is in front. Without the realip module the client's"
                    + " address is the address of that proxy, so all clients get the same peer and the others idle.",
            "Write \"set_real_ip_from\" with the address of the proxy and \"real_ip_header X-Forwarded-For;\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode pass : tree.all("proxy_pass")) {
            Optional<LintNode> hash = ProxyTarget.of(pass.arg(0)).upstream(tree).flatMap(HashBehindProxy::hash);
            Optional<LintNode> sign = pass.enclosing("server").flatMap(HashBehindProxy::sign);
            if (hash.isPresent()
                    && sign.isPresent()
                    && pass.effective("set_real_ip_from").isEmpty()
                    && pass.isComplete()) {
                findings.add(
                        hash.get(),
                        "the client's address is always that of the proxy in front (see \""
                                + sign.get().name()
                                + "\" in line " + sign.get().position().line()
                                + "), so all clients get the same server");
            }
        }
    }

    private static Optional<LintNode> hash(LintNode upstream) {
        return ProxyTarget.peers(upstream).size() < 2
                ? Optional.empty()
                : upstream.own("ip_hash", "hash").stream()
                        .filter(hash -> hash.is("ip_hash") || hash.arg(0).matches("\\$(binary_)?remote_addr"))
                        .findFirst();
    }

    private static Optional<LintNode> sign(LintNode server) {
        Stream<LintNode> above = server.parent().own("proxy_set_header").stream();
        return Stream.concat(server.inside(), above)
                .filter(node -> node.is("proxy_set_header", "if", "set", "return", "rewrite"))
                .filter(node -> node.args().stream()
                        .anyMatch(arg -> SET_BY_A_PROXY.matcher(arg).find()))
                .findFirst();
    }
}
