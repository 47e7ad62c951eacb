package io.gangway.report;

import java.util.stream.Collectors;

/** One line for each finding, as compilers print them: Vim's {@code errorformat} {@code %f:%l:%c: %t%*[^:]: %m}. */
final class ErrorFormatReport {
    private ErrorFormatReport() {}

    static String print(Report report) {
        return report.findings().stream()
                .map(finding -> position(finding) + ": " + finding.severity().word() + ": " + finding.message() + " ["
                        + finding.rule() + "]\n")
                .collect(Collectors.joining());
    }

    /** {@code FILE:LINE:COLUMN}, or the file alone. */
    static String position(Finding finding) {
        return finding.line() == 0 ? finding.file() : finding.file() + ":" + finding.line() + ":" + finding.column();
    }
}
