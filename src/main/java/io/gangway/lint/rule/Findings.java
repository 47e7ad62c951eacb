package io.gangway.lint.rule;

import io.gangway.conf.Position;
import io.gangway.report.Finding;
import io.gangway.report.RuleText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the findings of one rule. */
public final class Findings {
    private final RuleText rule;
    private final Map<Position, Finding> all = new LinkedHashMap<>();

    public Findings(RuleText rule) {
        this.rule = rule;
    }

    /**
     * Adds a finding at the name of a directive.
     *
     * @param message what is wrong here: one sentence without a final dot
     */
    public void add(LintNode node, String message) {
        add(node.position(), message);
    }

    /** Adds a finding at a position; of several at one position the first is kept. */
    public void add(Position position, String message) {
        all.putIfAbsent(position, Finding.at(position, rule, message));
    }

    /** The findings so far. */
    public List<Finding> all() {
        return List.copyOf(all.values());
    }
}
