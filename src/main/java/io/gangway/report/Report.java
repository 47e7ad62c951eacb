package io.gangway.report;

import java.util.List;
import java.util.Map;

/**
 * What a command found in a configuration.
 *
 * @param command its name: {@code lint} or {@code check}
 * @param rules the rules that may have findings, for formats that list them
 * @param findings in the order of the file
 * @param summary lines below the findings of the text format
 * @param figures the same as data, for JSON: numbers and texts by name
 */
public record Report(
        String command,
        List<RuleText> rules,
        List<Finding> findings,
        List<String> summary,
        Map<String, Object> figures) {

    public Report {
        rules = List.copyOf(rules);
        findings = List.copyOf(findings);
        summary = List.copyOf(summary);
    }

    /** Whether anything was found that is more than a note. */
    public boolean hasFindings() {
        return findings.stream().anyMatch(finding -> finding.severity() != Severity.NOTE);
    }
}
