package io.gangway.lint.rule;

import io.gangway.report.RuleText;

/**
 * A rule. Its resources {@code /io/gangway/lint/NAME/bad.conf} and {@code good.conf} are its test and its example in
 * {@code docs/lint.md}: in {@code bad.conf} a line with a finding ends with the comment {@code # bad}; {@code good.conf}
 * has none. Stateless.
 */
public interface LintRule {
    /** Its documentation. */
    RuleText text();

    /**
     * Checks a whole configuration. It may be a part of one, such as a file with {@code server} blocks only, and may
     * have directives that Gangway does not know.
     */
    void check(LintTree tree, Findings findings);
}
