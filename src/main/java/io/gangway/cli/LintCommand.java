package io.gangway.cli;

import io.gangway.lint.LintRules;
import io.gangway.lint.Linter;
import io.gangway.lint.rule.LintRule;
import io.gangway.report.Report;
import io.gangway.report.ReportFormat;
import io.gangway.report.RuleText;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The command {@code gangway lint}. */
final class LintCommand extends ReportCommand {
    private static final String RULES = "--rules";

    private final Linter linter = new Linter(LintRules.all());

    LintCommand(PrintStream out, PrintStream err) {
        super("lint", Set.of(RULES), out, err);
    }

    @Override
    String help() {
        return """
                Usage: gangway lint [OPTIONS] nginx.conf

                Finds mistakes in a configuration and the files that it includes. nginx accepts them, but does
                something else than was meant, or something unsafe. The configuration need not run on Gangway.

                  --format FORMAT   %s (default: text)
                  --why RULE        explains a rule, with a bad and a good example
                  --rules           lists the rules

                Exit status: 0 nothing found, 1 something found, 2 the file could not be read.
                """.formatted(ReportFormat.names());
    }

    @Override
    String page(ReportOptions options) {
        if (options.has(RULES)) {
            return linter.texts().stream()
                    .map(text -> String.format(
                            "%-34s %-8s %s%n", text.name(), text.severity().word(), text.summary()))
                    .collect(Collectors.joining());
        }
        return options.rule() == null ? null : why(options.rule());
    }

    private String why(String name) {
        List<RuleText> texts = linter.texts();
        RuleText text = texts.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "there is no rule \"" + name + "\", \"gangway lint --rules\" lists all", null));
        String page = text.name() + " (" + text.severity().word() + "): " + text.summary() + "\n\n"
                + DirectiveHelp.wrapped(text.reason()) + "\n" + DirectiveHelp.wrapped(text.remedy());
        return page + LintRules.find(name).map(LintCommand::examples).orElse("");
    }

    private static String examples(LintRule rule) {
        return "\nBad:\n\n" + LintRules.example(rule, "bad").indent(4) + "\nGood:\n\n"
                + LintRules.example(rule, "good").indent(4);
    }

    @Override
    Report report(String file, ReportOptions options) {
        return linter.lint(file);
    }

    @Override
    boolean isBad(Report report, ReportOptions options) {
        return report.hasFindings();
    }
}
