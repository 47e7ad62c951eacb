package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** A {@code map} without a default whose value must not be empty. */
final class HashWithoutDefault implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "hash_without_default",
            Severity.WARNING,
            "a \"map\" or \"split_clients\" without a default, in \"proxy_pass\", \"root\" or" + " \"alias\"",
            "Without a default the variable is empty for all values that are not in the list. In"
                    + " proxy_pass each such request gets 500; in root or alias it reads another directory.",
            "Add a \"default\" line, or for split_clients a line with \"*\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode map : tree.all("map", "split_clients")) {
            if (hasDefault(map)) {
                continue;
            }
            String name = map.arg(1).replaceFirst("\\$", "");
            tree.all("proxy_pass", "root", "alias", "fastcgi_pass", "uwsgi_pass", "grpc_pass").stream()
                    .filter(user -> VariableNames.in(user.arg(0)).contains(name))
                    .findFirst()
                    .ifPresent(user -> findings.add(
                            map,
                            "$" + name + " is empty for other values of " + map.arg(0) + ", and "
                                    + user.name() + " in line "
                                    + user.position().line() + " needs it"));
        }
    }

    private static boolean hasDefault(LintNode map) {
        return map.children().stream()
                .anyMatch(line ->
                        line.is("default", "*", "include") || line.name().matches("~\\*?(\\^?\\.\\*\\$?|\\^|)"));
    }
}
