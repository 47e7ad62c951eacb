package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** A status page that everybody may read. */
final class StatusPageExposed implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "status_page_exposed",
            Severity.WARNING,
            "a status page without access control",
            "The page shows numbers of connections and requests, other pages also the names and"
                    + " states of backends, to whoever finds its address.",
            "Add \"allow 127.0.0.1; deny all;\", or listen on a loopback address.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode status : tree.all("stub_status", "status", "vhost_traffic_status_display", "api")) {
            LintNode level = status.parent();
            boolean guarded = !level.effective("deny", "auth_basic", "auth_request").stream()
                            .filter(access -> !access.arg(0).equals("off"))
                            .toList()
                            .isEmpty()
                    || !level.own("internal").isEmpty();
            boolean inServer = status.enclosing("server").isPresent();
            if (inServer && !guarded && status.isComplete() && !isLocal(status)) {
                findings.add(status, "everybody may read the status page");
            }
        }
    }

    private static boolean isLocal(LintNode node) {
        List<LintNode> listens =
                node.enclosing("server").map(server -> server.own("listen")).orElse(List.of());
        return !listens.isEmpty()
                && listens.stream().allMatch(listen -> listen.arg(0).matches("(127\\.|localhost|\\[::1]|unix:).*"));
    }
}
