package io.gangway.lint.rule;

import io.gangway.conf.Position;
import io.gangway.report.Finding;
import io.gangway.report.RuleText;
import java.util.ArrayList;
import java.util.List;

/** Collects the findings of one rule. */
public final class Findings {
    private final RuleText rule;
    private final List<Finding> all = new ArrayList<>();

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

    /** Adds a finding at a position. */
    public void add(Position position, String message) {
        all.add(Finding.at(position, rule, message));
    }

    /** The findings so far; those of the same rule at the same position once. */
    public List<Finding> all() {
        return all.stream().distinct().toList();
    }
}
