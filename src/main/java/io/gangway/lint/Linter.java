package io.gangway.lint;

import io.gangway.conf.ConfException;
import io.gangway.conf.Parser;
import io.gangway.conf.SourceFile;
import io.gangway.conf.Tree;
import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.Finding;
import io.gangway.report.Report;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs rules over a configuration and its includes. The configuration need not be one that Gangway can run; an included
 * file that cannot be read is a note.
 */
public final class Linter {
    /** About ignore comments themselves. */
    static final RuleText IGNORE_COMMENT = new RuleText(
            "ignore_comment",
            Severity.WARNING,
            "an ignore comment without a reason, for an unknown rule, or without a finding to ignore",
            "An ignore comment without a reason ignores nothing: nobody could tell later whether it is still right. One"
                    + " that ignores nothing hides the next mistake on its line.",
            "Write \"# gangway-lint: ignore RULE reason\", and remove the comment when the finding is gone.");

    /** About files that are not there. */
    static final RuleText MISSING_INCLUDE = new RuleText(
            "missing_include",
            Severity.NOTE,
            "an included file that cannot be read",
            "The rules do not see its directives, so there may be findings that are wrong, and some may be missing.",
            "Run the command where the file is.");

    private final List<LintRule> rules;

    public Linter(List<LintRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** The documentation of the rules and of what the linter itself reports, by name. */
    public List<RuleText> texts() {
        return Stream.concat(rules.stream().map(LintRule::text), Stream.of(IGNORE_COMMENT, MISSING_INCLUDE))
                .sorted(Comparator.comparing(RuleText::name))
                .toList();
    }

    /**
     * Checks a file.
     *
     * @param file its path, one char per byte
     * @throws ConfException for a file that cannot be read, and for a syntax error
     */
    public Report lint(String file) {
        List<Finding> findings = new ArrayList<>();
        Tree tree = Parser.lenient(file, error -> findings.add(missing(error)));
        tree.throwFailure();
        LintTree lintTree = new LintTree(tree);
        for (LintRule rule : rules) {
            Findings found = new Findings(rule.text());
            rule.check(lintTree, found);
            findings.addAll(found.all());
        }
        List<Finding> left = withoutIgnored(tree, findings);
        left.sort(Comparator.comparingInt((Finding finding) -> index(tree, finding.file()))
                .thenComparingInt(Finding::line)
                .thenComparingInt(Finding::column)
                .thenComparing(Finding::rule));
        return new Report("lint", texts(), left, List.of(summary(left)), figures(left));
    }

    private static Finding missing(ConfException error) {
        String position = " in " + error.position();
        String message = error.getMessage().replace(position, "");
        return Finding.at(error.position(), MISSING_INCLUDE, message);
    }

    private List<Finding> withoutIgnored(Tree tree, List<Finding> findings) {
        Set<String> names = texts().stream().map(RuleText::name).collect(Collectors.toSet());
        List<Finding> left = new ArrayList<>(findings);
        List<Finding> ofComments = new ArrayList<>();
        for (SourceFile source : tree.files()) {
            for (IgnoreComment comment : IgnoreComment.of(source)) {
                Set<Finding> accepted =
                        findings.stream().filter(comment::accepts).collect(Collectors.toCollection(HashSet::new));
                left.removeAll(accepted);
                problem(comment, names, accepted.isEmpty())
                        .map(message -> Finding.at(comment.position(), IGNORE_COMMENT, message))
                        .forEach(ofComments::add);
            }
        }
        left.addAll(ofComments);
        return left;
    }

    private static Stream<String> problem(IgnoreComment comment, Set<String> names, boolean unused) {
        if (!names.contains(comment.rule())) {
            return Stream.of(
                    comment.rule().isEmpty()
                            ? "the ignore comment names no rule"
                            : "there is no rule \"" + comment.rule() + "\"");
        }
        if (comment.reason().isEmpty()) {
            return Stream.of("the ignore comment for " + comment.rule() + " has no reason, so it ignores nothing");
        }
        return unused
                ? Stream.of("there is no finding of " + comment.rule() + " to ignore in line " + comment.line())
                : Stream.empty();
    }

    private static int index(Tree tree, String file) {
        for (int at = 0; at < tree.files().size(); at++) {
            if (Finding.printable(tree.files().get(at).path()).equals(file)) {
                return at;
            }
        }
        return tree.files().size();
    }

    private static String summary(List<Finding> findings) {
        String counts = figures(findings).entrySet().stream()
                .filter(count -> !count.getValue().equals(0L))
                .map(count -> count.getValue() + " "
                        + (count.getValue().equals(1L) ? count.getKey().replaceFirst("s$", "") : count.getKey()))
                .collect(Collectors.joining(", "));
        return counts.isEmpty() ? "nothing found" : counts;
    }

    private static Map<String, Object> figures(List<Finding> findings) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (Severity severity : Severity.values()) {
            counts.put(
                    severity.word() + "s",
                    findings.stream()
                            .filter(finding -> finding.severity() == severity)
                            .count());
        }
        return counts;
    }
}
