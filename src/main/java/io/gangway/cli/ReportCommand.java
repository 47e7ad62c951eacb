package io.gangway.cli;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.report.Report;
import io.gangway.report.ReportFormat;
import io.gangway.report.TextReport;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/** What {@code gangway lint} and {@code gangway check} have in common: options, output and exit status. */
abstract class ReportCommand {
    private static final int NOTHING = 0;
    private static final int FOUND = 1;
    private static final int FAILED = 2;

    private final String name;
    private final Set<String> flags;
    private final PrintStream out;
    private final PrintStream err;

    /** @param flags the options without a value, except {@code --help} */
    ReportCommand(String name, Set<String> flags, PrintStream out, PrintStream err) {
        this.name = name;
        this.flags = flags;
        this.out = out;
        this.err = err;
    }

    /** @return the exit status of the process: 0, 1 with findings, 2 when it could not run */
    final int run(String... args) {
        try {
            ReportOptions options = ReportOptions.parse(flags, args);
            if (options.has("--help")) {
                print(help());
                return NOTHING;
            }
            String page = page(options);
            if (page != null) {
                print(page);
                return NOTHING;
            }
            if (options.file() == null) {
                throw new UsageException("no configuration file is given", null);
            }
            Report report = report(Environment.bytes(Path.of(options.file())), options);
            print(text(report, options.format()));
            return isBad(report, options) ? FOUND : NOTHING;
        } catch (UsageException e) {
            complain(e.getMessage());
            complain("\"gangway " + name + " --help\" lists the options");
        } catch (ConfException e) {
            complain("[emerg] " + e.getMessage());
            if (e.hint() != null) {
                complain(e.hint());
            }
        }
        return FAILED;
    }

    /** The text for {@code --help}. */
    abstract String help();

    /** A page that an option asks for instead of a report, or null. */
    abstract String page(ReportOptions options);

    /** @throws ConfException for a file that cannot be read */
    abstract Report report(String file, ReportOptions options);

    /** Whether the exit status is 1. */
    abstract boolean isBad(Report report, ReportOptions options);

    private static String text(Report report, ReportFormat format) {
        return format == ReportFormat.TEXT && Terminal.hasColours(System.getenv("NO_COLOR"))
                ? new TextReport(true).print(report)
                : format.print(report);
    }

    private void print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
        out.flush();
    }

    private void complain(String message) {
        err.println("gangway: " + message);
    }
}
