package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** An alias that is the same file for all URIs. */
final class AliasInRegexLocation implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "alias_in_regex_location",
            Severity.ERROR,
            "an \"alias\" without captures in a location with a regular expression",
            "In a location with a regular expression the alias is the whole path of the file: nothing"
                    + " of the URI is added. Each request that matches reads the same file or directory.",
            "Capture a part of the URI and use it: \"location ~ ^/img/(.*)$ { alias /data/img/$1;"
                    + " }\"; or use a prefix location.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode alias : tree.all("alias")) {
            boolean regex =
                    alias.parent().match().filter(LocationMatch::isRegex).isPresent();
            if (regex && !VariableNames.any(alias.arg(0)) && alias.arg(0).endsWith("/")) {
                findings.add(alias, "each request reads \"" + alias.arg(0) + "\", nothing of its URI is added");
            }
        }
    }
}
