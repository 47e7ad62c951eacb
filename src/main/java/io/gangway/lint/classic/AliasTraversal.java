package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** A prefix location without a final slash whose {@code alias} has one: {@code /i../} leads to the parent directory. */
final class AliasTraversal implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "alias_traversal",
            Severity.ERROR,
            "a location without a final slash whose \"alias\" ends with one",
            "nginx replaces the prefix by the alias. With \"location /img\" and \"alias /data/img/\" the URI"
                    + " \"/img../secret\" becomes the file \"/data/img/../secret\": clients can read the parent"
                    + " directory.",
            "End both with a slash, or neither.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode alias : tree.all("alias")) {
            alias.enclosing("location")
                    .flatMap(LintNode::match)
                    .filter(LocationMatch::isPrefix)
                    .map(LocationMatch::pattern)
                    .filter(prefix -> !prefix.endsWith("/") && alias.arg(0).endsWith("/"))
                    .ifPresent(prefix -> findings.add(
                            alias,
                            "\"" + prefix + "../\" leads to the parent directory of \"" + alias.arg(0)
                                    + "\", because the location has no final slash"));
        }
    }
}
