package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationChoice;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.Optional;
import java.util.stream.Stream;

/** A prefix that never wins, because a regular expression matches the same URIs. */
final class ShadowedPrefix implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "shadowed_prefix",
            Severity.WARNING,
            "a prefix location all of whose requests go to a regular expression",
            "nginx finds the longest prefix first, then tries the regular expressions, and the first of those that"
                    + " matches wins over the prefix, wherever it is in the file.",
            "Write \"location ^~ /prefix\", after which no regular expression is tried, or make the pattern narrower.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode location : tree.locations()) {
            location.match()
                    .filter(match -> match.kind() == LocationMatch.Kind.PREFIX)
                    .flatMap(match -> winner(location, match.pattern()))
                    .ifPresent(winner -> findings.add(
                            location,
                            "no request gets here: \"location " + String.join(" ", winner.args()) + "\" in line "
                                    + winner.position().line()
                                    + " matches them too, and a pattern wins over a prefix"));
        }
    }

    /** The pattern that takes every request for the prefix, tried with a few of them. */
    private static Optional<LintNode> winner(LintNode location, String prefix) {
        String directory = prefix.endsWith("/") ? prefix : prefix + "/";
        LintNode winner = null;
        for (String uri : Stream.of(prefix, directory + "a", directory + "b/c-1/", directory + "d.e")
                .toList()) {
            Optional<LintNode> chosen = LocationChoice.of(location.parent(), uri);
            if (chosen.isEmpty() || !isPatternBeside(location, chosen.get())) {
                return Optional.empty();
            }
            winner = winner == null ? chosen.get() : winner;
        }
        return Optional.ofNullable(winner);
    }

    private static boolean isPatternBeside(LintNode location, LintNode chosen) {
        for (LintNode level = chosen; level != null; level = level.parent()) {
            if (level.parent() == location.parent()) {
                return level.match().filter(LocationMatch::isRegex).isPresent();
            }
        }
        return false;
    }
}
