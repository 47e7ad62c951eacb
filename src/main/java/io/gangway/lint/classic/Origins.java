package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.regex.Pattern;

/** A check of {@code Origin} or {@code Referer} that others pass. */
final class Origins implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "origins",
            Severity.ERROR,
            "a regular expression for Origin or Referer that foreign sites match",
            "Without \"^\" and \"$\" a pattern matches anywhere: \"example\\.com\" is also in"
                    + " \"https://example.com.evil.net\" and in \"https://evil.net/?example.com\". A foreign"
                    + " site can then send requests with the cookies of your users and read the answers.",
            "Anchor both ends and escape the dots: \"^https://(www\\.)?example\\.com$\".");

    private static final Pattern ENDED = Pattern.compile("(?s).*(\\$\\)*|/.*|\\(:\\S+\\)\\?\\$?)");

    /** A pattern that is about a host at all. */
    private static final Pattern HOST = Pattern.compile("(?i).*[a-z0-9)]\\\\?\\.[a-z(].*|.*localhost.*");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode node : tree.all("if")) {
            IfCondition condition = IfCondition.of(node);
            if (condition.isRegex() && isSite(condition.subject())) {
                check(node, condition.subject(), condition.value(), findings);
            }
        }
        for (LintNode map : tree.all("map")) {
            if (isSite(map.arg(0))) {
                map.children().stream()
                        .filter(line -> line.name().startsWith("~")
                                && !line.arg(0).isEmpty()
                                && !line.arg(0).equals("0"))
                        .forEach(line -> check(line, map.arg(0), line.name().replaceFirst("^~\\*?", ""), findings));
            }
        }
    }

    private static boolean isSite(String subject) {
        return subject.equals("$http_origin") || subject.equals("$http_referer");
    }

    private static void check(LintNode node, String subject, String regex, Findings findings) {
        if (!HOST.matcher(regex).matches()) {
            return;
        }
        String rest = regex.replaceFirst("^\\^?\\(*(https?|https\\?|\\(.*?\\)\\??|\\w+\\|\\w+)\\)?:?(\\\\?/){2}", "");
        boolean open = !regex.startsWith("^") && !regex.startsWith("(^") && !regex.startsWith("(?i)^");
        if (open || !ENDED.matcher(rest).matches()) {
            findings.add(
                    node,
                    "\"" + regex + "\" matches foreign sites in " + subject + ", because it has no \""
                            + (open ? "^" : "$") + "\"");
        }
    }
}
