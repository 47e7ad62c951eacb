package io.gangway.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The output formats. */
public enum ReportFormat {
    /** For people, without colours. */
    TEXT(report -> new TextReport(false).print(report)),
    /** One JSON object. */
    JSON(JsonReport::print),
    /** SARIF 2.1.0, which code hosts show beside the lines. */
    SARIF(SarifReport::print),
    /** Workflow commands of GitHub Actions, which become annotations. */
    GITHUB(GithubReport::print),
    /** {@code FILE:LINE:COLUMN: SEVERITY: MESSAGE}, as compilers print it and editors read it. */
    ERRORFORMAT(ErrorFormatReport::print);

    private final Function<Report, String> printer;

    ReportFormat(Function<Report, String> printer) {
        this.printer = printer;
    }

    /** Finds a format by its name. */
    public static Optional<ReportFormat> find(String name) {
        return Arrays.stream(values())
                .filter(format -> format.word().equals(name))
                .findFirst();
    }

    /** The names of all, with commas. */
    public static String names() {
        return Arrays.stream(values()).map(ReportFormat::word).collect(Collectors.joining(", "));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The report as a text that ends with a line end, or is empty. */
    public String print(Report report) {
        return printer.apply(report);
    }
}
