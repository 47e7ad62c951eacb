package io.gangway.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.util.ajax.JSON;

/** One JSON object: {@code findings} and {@code summary}. */
final class JsonReport {
    private JsonReport() {}

    static String print(Report report) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("command", report.command());
        root.put("findings", report.findings().stream().map(JsonReport::object).toList());
        root.put("summary", report.figures());
        return text(root);
    }

    private static Map<String, Object> object(Finding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("rule", finding.rule());
        object.put("severity", finding.severity().word());
        object.put("file", finding.file());
        object.put("line", finding.line());
        object.put("column", finding.column());
        object.put("message", finding.message());
        object.put("instead", finding.remedy());
        return object;
    }

    /** Objects are maps, arrays are lists. */
    static String text(Map<String, Object> root) {
        return new JSON().toJSON(root) + "\n";
    }
}
