package io.gangway.cli;

import io.gangway.check.Checker;
import io.gangway.report.Report;
import io.gangway.report.ReportFormat;
import io.gangway.report.Severity;
import java.io.PrintStream;
import java.util.Set;

/** The command {@code gangway check}. */
final class CheckCommand extends ReportCommand {
    private static final String ALL = "--all";
    private static final String STRICT = "--strict";

    CheckCommand(PrintStream out, PrintStream err) {
        super("check", Set.of(ALL, STRICT), out, err);
    }

    @Override
    String help() {
        return """
                Usage: gangway check [OPTIONS] nginx.conf

                Tells for each directive of a configuration, and of the files that it includes, whether Gangway does
                the same as nginx. Nothing is started; "gangway -t" tests the whole configuration.

                  --format FORMAT   %s (default: text)
                  --all             also lists the directives that are the same as in nginx
                  --strict          exit status 1 also for differences

                Exit status: 0 Gangway runs the file, 1 it does not start with it, 2 the file could not be read.
                """.formatted(ReportFormat.names());
    }

    @Override
    String page(ReportOptions options) {
        return null;
    }

    @Override
    Report report(String file, ReportOptions options) {
        return new Checker(options.has(ALL)).check(file);
    }

    @Override
    boolean isBad(Report report, ReportOptions options) {
        return options.has(STRICT)
                ? report.hasFindings()
                : report.findings().stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }
}
