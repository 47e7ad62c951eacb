package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.Set;

/** Several servers on a port and no default. */
final class DefaultServer implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "default_server",
            Severity.NOTE,
            "several servers on a port, none of them the \"default_server\"",
            "A request whose Host matches no server_name goes to the first server of the port in the"
                    + " order of the files. With includes that order is that of file names: a new file can"
                    + " change who gets the requests for unknown hosts.",
            "Mark one with \"default_server\"; \"return 444;\" in it refuses unknown hosts.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        if (tree.all("http").isEmpty() || !tree.root().children().stream().allMatch(LintNode::isComplete)) {
            return;
        }
        new DefaultServers(tree).listens().forEach((address, listens) -> {
            boolean one = listens.stream().map(LintNode::parent).distinct().count() == 1;
            boolean marked = listens.stream().anyMatch(listen -> DefaultServers.isMarked(listen));
            boolean caught = listens.stream()
                    .anyMatch(listen -> listen.parent().own("server_name").isEmpty()
                            || listen.parent().own("server_name").stream().anyMatch(DefaultServer::isCatchAll));
            if (!one && !marked && !caught) {
                findings.add(
                        listens.get(0),
                        "requests for unknown hosts on " + address + " go to this server because it is the first");
            }
        });
    }

    private static boolean isCatchAll(LintNode names) {
        return names.args().stream()
                .anyMatch(name -> Set.of("_", "", "localhost").contains(name));
    }
}
