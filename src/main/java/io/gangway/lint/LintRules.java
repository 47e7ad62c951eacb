package io.gangway.lint;

import io.gangway.lint.classic.ClassicRules;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.websocket.WebSocketRules;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All rules. */
public final class LintRules {
    private static final List<LintRule> ALL = Stream.concat(ClassicRules.all().stream(), WebSocketRules.all().stream())
            .sorted(Comparator.comparing(rule -> rule.text().name()))
            .toList();

    private LintRules() {}

    /** All rules, by name. */
    public static List<LintRule> all() {
        return ALL;
    }

    /** Finds a rule by its name. */
    public static Optional<LintRule> find(String name) {
        return ALL.stream().filter(rule -> rule.text().name().equals(name)).findFirst();
    }
}
