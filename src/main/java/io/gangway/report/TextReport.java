package io.gangway.report;

/**
 * The format for people.
 *
 * @param coloured whether to use the colours of a terminal (ECMA-48)
 */
public record TextReport(boolean coloured) {
    private static final String ESCAPE = "\u001b[";
    private static final String BOLD = "1";
    private static final String DIM = "2";

    /** The findings, each with its remedy, and the summary. */
    public String print(Report report) {
        StringBuilder out = new StringBuilder();
        for (Finding finding : report.findings()) {
            String severity = finding.severity().word();
            out.append(style(BOLD, ErrorFormatReport.position(finding)))
                    .append(": ")
                    .append(style(colour(finding.severity()), severity))
                    .append(": ")
                    .append(finding.message())
                    .append(' ')
                    .append(style(DIM, "[" + finding.rule() + "]"))
                    .append('\n');
            if (!finding.remedy().isEmpty()) {
                out.append("    ").append(finding.remedy()).append('\n');
            }
        }
        if (!report.findings().isEmpty() && !report.summary().isEmpty()) {
            out.append('\n');
        }
        report.summary().forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }

    private static String colour(Severity severity) {
        return switch (severity) {
            case ERROR -> "1;31";
            case WARNING -> "1;33";
            case NOTE -> "1;36";
        };
    }

    private String style(String code, String text) {
        return coloured ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
    }
}
