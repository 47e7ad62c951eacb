package io.gangway.lint.classic;

import io.gangway.lint.rule.LintRule;
import java.util.List;

/** The rules of this package. */
public final class ClassicRules {
    private static final List<LintRule> ALL = List.of(new AliasTraversal());

    private ClassicRules() {}

    /** All of them. */
    public static List<LintRule> all() {
        return ALL;
    }
}
