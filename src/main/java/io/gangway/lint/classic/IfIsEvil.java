package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;
import java.util.Set;

/** An {@code if} that switches off other directives of its location. */
final class IfIsEvil implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "if_is_evil",
            Severity.WARNING,
            "an \"if\" that switches off \"try_files\", or the \"add_header\" of another \"if\"",
            "An \"if\" is a location of its own. A request for which its condition holds leaves the"
                    + " outer location, unless the block ends with \"return\" or \"rewrite ... last\": then"
                    + " \"try_files\" is not run, and of several such blocks only the last one whose condition"
                    + " holds applies.",
            "Use \"map\" for values, \"return\" or \"rewrite ... last\" inside of \"if\", and an own"
                    + " location for what should be done differently.");

    private static final Set<String> VALUES = Set.of("set", "rewrite", "break", "return", "limit_rate");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode location : tree.locations()) {
            List<LintNode> open = location.own("if").stream()
                    .filter(node -> !IfCondition.ends(node))
                    .toList();
            if (!location.own("try_files").isEmpty()) {
                open.forEach(node -> findings.add(
                        node,
                        "if this holds, try_files of line "
                                + location.own("try_files").get(0).position().line() + " is not run"));
            }
            overridden(open, findings);
        }
    }

    /** Blocks of which only one can apply, although more than one may hold. */
    private static void overridden(List<LintNode> blocks, Findings findings) {
        List<LintNode> full = blocks.stream()
                .filter(node -> node.children().stream().anyMatch(child -> !VALUES.contains(child.name())))
                .toList();
        for (int at = 1; at < full.size(); at++) {
            IfCondition here = IfCondition.of(full.get(at));
            for (LintNode before : full.subList(0, at)) {
                if (!IfCondition.of(before).excludes(here)) {
                    findings.add(
                            full.get(at),
                            "if this holds, what the \"if\" of line "
                                    + before.position().line() + " says does not apply");
                    break;
                }
            }
        }
    }
}
