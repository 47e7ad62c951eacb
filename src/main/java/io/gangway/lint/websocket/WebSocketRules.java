package io.gangway.lint.websocket;

import io.gangway.lint.rule.LintRule;
import java.util.List;

/** The rules of this package. */
public final class WebSocketRules {
    private static final List<LintRule> ALL = List.of();

    private WebSocketRules() {}

    /** All of them. */
    public static List<LintRule> all() {
        return ALL;
    }
}
