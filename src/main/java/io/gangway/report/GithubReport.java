package io.gangway.report;

import java.util.stream.Collectors;

/** Workflow commands: {@code ::warning file=…,line=…,col=…,title=…::message}. */
final class GithubReport {
    private GithubReport() {}

    static String print(Report report) {
        return report.findings().stream().map(GithubReport::line).collect(Collectors.joining());
    }

    private static String line(Finding finding) {
        String command = switch (finding.severity()) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "notice";
        };
        String remedy = finding.remedy().isEmpty() ? "" : ". " + finding.remedy();
        return "::" + command + " file=" + property(finding.file()) + position(finding) + ",title="
                + property(finding.rule()) + "::" + data(finding.message() + remedy) + "\n";
    }

    private static String position(Finding finding) {
        return finding.line() == 0 ? "" : ",line=" + finding.line() + ",col=" + finding.column();
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
