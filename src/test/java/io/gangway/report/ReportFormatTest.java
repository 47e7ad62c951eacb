package io.gangway.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Position;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.ajax.JSON;
import org.junit.jupiter.api.Test;

class ReportFormatTest {
    private static final RuleText RULE = new RuleText("a_rule", Severity.WARNING, "what", "Why.", "Do this.");
    private static final Finding FIRST =
            new Finding("a_rule", Severity.WARNING, "conf.d/a b,c.conf", 3, 5, "100% \"wrong\"", "Do this.");
    private static final Finding SECOND = new Finding("a_rule", Severity.ERROR, "/etc/n.conf", 0, 0, "line\nend", "");
    private static final Report REPORT =
            new Report("lint", List.of(RULE), List.of(FIRST, SECOND), List.of("2 findings"), Map.of("errors", 1));

    @Test
    void text_has_the_finding_its_remedy_and_the_summary() {
        assertThat(ReportFormat.TEXT.print(REPORT)).isEqualTo("""
                conf.d/a b,c.conf:3:5: warning: 100% "wrong" [a_rule]
                    Do this.
                /etc/n.conf: error: line
                end [a_rule]

                2 findings
                """);
    }

    @Test
    void a_terminal_gets_colours() {
        assertThat(new TextReport(true).print(REPORT))
                .startsWith("\u001b[1mconf.d/a b,c.conf:3:5\u001b[0m: \u001b[1;33mwarning\u001b[0m: ");
    }

    @Test
    void errorformat_has_one_line_for_each_finding() {
        assertThat(ReportFormat.ERRORFORMAT.print(REPORT))
                .startsWith("conf.d/a b,c.conf:3:5: warning: 100% \"wrong\" [a_rule]\n/etc/n.conf: error: line");
    }

    @Test
    void github_escapes_what_its_commands_use() {
        assertThat(ReportFormat.GITHUB.print(REPORT)).isEqualTo("""
                ::warning file=conf.d/a b%2Cc.conf,line=3,col=5,title=a_rule::100%25 "wrong". Do this.
                ::error file=/etc/n.conf,title=a_rule::line%0Aend
                """);
    }

    @Test
    void json_has_findings_and_summary() {
        Map<?, ?> root = parse(ReportFormat.JSON);

        assertThat(root.get("command")).isEqualTo("lint");
        assertThat(root.get("summary")).isEqualTo(Map.of("errors", 1L));
        assertThat((Object[]) root.get("findings")).hasSize(2);
        assertThat(((Object[]) root.get("findings"))[0])
                .isEqualTo(Map.of(
                        "rule", "a_rule",
                        "severity", "warning",
                        "file", "conf.d/a b,c.conf",
                        "line", 3L,
                        "column", 5L,
                        "message", "100% \"wrong\"",
                        "instead", "Do this."));
    }

    /** What the schema requires: sarif-schema-2.1.0.json. */
    @Test
    void sarif_has_what_its_schema_requires() {
        Map<?, ?> root = parse(ReportFormat.SARIF);
        assertThat(root.get("version")).isEqualTo("2.1.0");
        assertThat((String) root.get("$schema")).endsWith("/sarif-schema-2.1.0.json");
        Map<?, ?> run = first(root, "runs");

        Map<?, ?> driver = member(member(run, "tool"), "driver");
        assertThat(driver.get("name")).isEqualTo("gangway lint");
        Map<?, ?> rule = first(driver, "rules");
        assertThat(rule.get("id")).isEqualTo("a_rule");
        assertThat(member(rule, "shortDescription").get("text")).isEqualTo("what");
        assertThat(member(rule, "defaultConfiguration").get("level")).isIn("none", "note", "warning", "error");

        Map<?, ?> result = first(run, "results");
        assertThat(result.get("ruleId")).isEqualTo("a_rule");
        assertThat(result.get("level")).isEqualTo("warning");
        assertThat(member(result, "message").get("text")).isEqualTo("100% \"wrong\". Do this.");
        Map<?, ?> location = member(first(result, "locations"), "physicalLocation");
        assertThat(member(location, "artifactLocation").get("uri")).isEqualTo("conf.d/a%20b,c.conf");
        assertThat(member(location, "region")).isEqualTo(Map.of("startLine", 3L, "startColumn", 5L));

        Map<?, ?> whole = (Map<?, ?>) ((Object[]) run.get("results"))[1];
        location = member(first(whole, "locations"), "physicalLocation");
        assertThat(member(location, "artifactLocation").get("uri")).isEqualTo("file:///etc/n.conf");
        assertThat(location.get("region")).isNull();
    }

    @Test
    void a_finding_has_no_control_characters() {
        Finding finding = Finding.at(new Position("a\u001b.conf", 1, 1), RULE, "\u00c3\u00a9\r\n\u007f");

        assertThat(finding.file()).isEqualTo("a\\x1b.conf");
        assertThat(finding.message()).isEqualTo("\u00e9\\x0d\\x0a\\x7f");
    }

    private static Map<?, ?> parse(ReportFormat format) {
        return (Map<?, ?>) new JSON().fromJSON(format.print(REPORT));
    }

    private static Map<?, ?> member(Map<?, ?> object, String name) {
        return (Map<?, ?>) object.get(name);
    }

    private static Map<?, ?> first(Map<?, ?> object, String name) {
        return (Map<?, ?>) ((Object[]) object.get(name))[0];
    }
}
