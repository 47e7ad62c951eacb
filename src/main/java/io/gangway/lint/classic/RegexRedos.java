package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.regex.Pattern;

/** A regular expression that takes exponential time for some texts. */
final class RegexRedos implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "regex_redos",
            Severity.WARNING,
            "a regular expression that takes exponential time for some texts",
            "In \"(a+)+\" there are many ways to match the same text. When the match fails in the"
                    + " end, PCRE tries all of them: a request of 30 bytes keeps a worker busy until PCRE's"
                    + " limit is reached, and then gets 500 or skips the rule. Gangway matches such patterns in"
                    + " linear time.",
            "Write the repetition once: \"a+\" for \"(a+)+\", \"([a-z]+-)*[a-z]+\" for" + " \"([a-z]+-?)+\".");

    /** Of a group that is analysed: the JVM matches the patterns below recursively. */
    private static final int MAX_LENGTH = 300;

    private static final Pattern ATOM =
            Pattern.compile("(?:\\\\.|\\[\\^?\\]?(?:\\\\.|[^\\]\\\\])*\\]|[^()\\[\\]|\\\\^$])");

    private static final Pattern OPTIONAL = Pattern.compile(ATOM + "(?:\\?|\\*)[?+]?");

    private static final Pattern REPEATED = Pattern.compile(ATOM + "(?:\\+|\\{\\d+,\\})\\??");

    private static final Pattern ANYTHING = Pattern.compile(ATOM + "\\*\\??");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode node : tree.all().toList()) {
            for (String regex : RegexUse.of(node)) {
                RegexGroups.of(regex).stream()
                        .filter(RegexGroups.Group::isRepeated)
                        .filter(group -> isAmbiguous(group.body()) && canFailAfter(regex, group))
                        .findFirst()
                        .ifPresent(group -> findings.add(
                                node,
                                "\"(" + group.body() + ")" + group.quantifier()
                                        + "\" takes exponential time for texts that do not match"));
            }
        }
    }

    /** Whether something follows that may not be there, such as the end of the text. */
    private static boolean canFailAfter(String regex, RegexGroups.Group group) {
        return !regex.endsWith(group.body() + ")" + group.quantifier());
    }

    /** Whether nothing but a repeated atom has to be there, so that an iteration can be split in two. */
    private static boolean isAmbiguous(String body) {
        if (body.length() > MAX_LENGTH || body.indexOf('|') >= 0 || body.indexOf('(') >= 0) {
            return false;
        }
        if (ANYTHING.matcher(body).matches()) {
            return true;
        }
        String required = OPTIONAL.matcher(body).replaceAll("");
        return REPEATED.matcher(required).matches() || required.isEmpty() && body.indexOf('*') >= 0;
    }
}
