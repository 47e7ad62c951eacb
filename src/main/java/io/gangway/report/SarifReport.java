package io.gangway.report;

import io.gangway.conf.BuildInfo;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Static Analysis Results Interchange Format 2.1.0, an OASIS standard. */
final class SarifReport {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private SarifReport() {}

    static String print(Report report) {
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "gangway " + report.command());
        driver.put("version", BuildInfo.VERSION);
        driver.put("rules", report.rules().stream().map(SarifReport::rule).toList());
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("results", report.findings().stream().map(SarifReport::result).toList());
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", SCHEMA);
        root.put("version", "2.1.0");
        root.put("runs", List.of(run));
        return JsonReport.text(root);
    }

    private static Map<String, Object> rule(RuleText text) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("id", text.name());
        rule.put("shortDescription", Map.of("text", text.summary()));
        rule.put("fullDescription", Map.of("text", text.reason()));
        rule.put("help", Map.of("text", text.remedy()));
        rule.put("defaultConfiguration", Map.of("level", text.severity().word()));
        return rule;
    }

    private static Map<String, Object> result(Finding finding) {
        String remedy = finding.remedy().isEmpty() ? "" : ". " + finding.remedy();
        Map<String, Object> location = new LinkedHashMap<>();
        location.put("artifactLocation", Map.of("uri", uri(finding.file())));
        if (finding.line() > 0) {
            location.put("region", Map.of("startLine", finding.line(), "startColumn", finding.column()));
        }
        List<Object> locations = new ArrayList<>();
        locations.add(Map.of("physicalLocation", location));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", finding.rule());
        result.put("level", finding.severity().word());
        result.put("message", Map.of("text", finding.message() + remedy));
        result.put("locations", locations);
        return result;
    }

    /** A relative reference, or a {@code file:} URI for an absolute path. */
    private static String uri(String file) {
        try {
            return new URI(file.startsWith("/") ? "file" : null, file.startsWith("/") ? "" : null, file, null)
                    .toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("file: " + file, e);
        }
    }
}
