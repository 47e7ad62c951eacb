package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.regex.Pattern;

/** A location for a file name extension that is not anchored at its end. */
final class UnanchoredRegex implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "unanchored_regex",
            Severity.WARNING,
            "a location for a file name extension without \"$\"",
            "\"location ~ \\.php\" matches wherever \".php\" occurs in the URI: \"/upload/a.php.jpg\""
                    + " and \"/a.phpx/b\" too. A file that users uploaded may be run as a program, and a path"
                    + " of an application may be taken for a file.",
            "Write \"\\.php$\", or \"\\.php(/|$)\" if a path may follow.");

    private static final Pattern EXTENSION =
            Pattern.compile("(\\^?/?\\.\\*|\\^\\.\\+)?\\\\\\.(\\w{2,5}|\\((\\?:)?\\w{2,5}\\??(\\|[\\w?]{2,7})*\\))");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode location : tree.locations()) {
            location.match()
                    .filter(LocationMatch::isRegex)
                    .map(LocationMatch::pattern)
                    .filter(regex -> EXTENSION.matcher(regex).matches())
                    .ifPresent(regex -> findings.add(
                            location, "\"" + regex + "\" matches anywhere in the URI, because it has no \"$\""));
        }
    }
}
