package io.gangway.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code etc/grafana/gangway.json}: it is valid, and each expression finds what the server shows. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("etc/grafana/gangway.json");

    /** A metric, with its selector if it has one. */
    private static final Pattern METRIC = Pattern.compile("\\b((?:nginx|gangway|jvm|process)_\\w+)(?:\\{([^}]*)})?");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)(?:=~|!=|=)\"");
    private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\) \\((?:rate\\()?(\\w+)");

    /** What Prometheus itself adds. */
    private static final Set<String> TARGET = Set.of("job", "instance");

    private static JsonNode dashboard;
    private static Scrape scrape;

    @BeforeAll
    static void scrapeAServer() throws IOException {
        dashboard = JsonMapper.shared().readTree(DASHBOARD.toFile());
        try (MetricsSite site = MetricsSite.start()) {
            site.use();
            scrape = Scrape.of(site.port());
        }
    }

    @AfterAll
    static void forget() {
        scrape = null;
    }

    private static List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        for (String field : List.of("expr", "definition")) {
            dashboard.findValues(field).forEach(value -> expressions.add(value.asString()));
        }
        return expressions;
    }

    private static Stream<MatchResult> metrics() {
        return expressions().stream().flatMap(text -> METRIC.matcher(text).results());
    }

    /** The labels of the series of a metric. */
    private static Set<String> labels(String metric) {
        Set<String> labels = new HashSet<>(TARGET);
        scrape.samples().keySet().stream()
                .filter(series -> series.startsWith(metric + "{"))
                .flatMap(series -> Pattern.compile("(\\w+)=\"").matcher(series).results())
                .forEach(label -> labels.add(label.group(1)));
        return labels;
    }

    @Test
    void each_expression_names_metrics_that_exist() {
        assertThat(metrics().map(metric -> metric.group(1)).distinct())
                .hasSizeGreaterThan(30)
                .allSatisfy(name -> assertThat(scrape.names()).contains(name));
    }

    @Test
    void each_selector_names_labels_that_exist() {
        assertThat(metrics().filter(metric -> metric.group(2) != null))
                .isNotEmpty()
                .allSatisfy(
                        metric -> assertThat(MATCHER.matcher(metric.group(2)).results())
                                .as(metric.group())
                                .isNotEmpty()
                                .allMatch(label -> labels(metric.group(1)).contains(label.group(1))));
    }

    @Test
    void each_aggregation_names_labels_that_exist() {
        assertThat(expressions().stream().flatMap(text -> BY.matcher(text).results()))
                .isNotEmpty()
                .allSatisfy(by -> assertThat(labels(by.group(2)))
                        .as(by.group())
                        .containsAll(Arrays.asList(by.group(1).split(", "))));
    }

    @Test
    void each_panel_has_its_own_number_and_a_title() {
        List<JsonNode> panels = new ArrayList<>();
        dashboard.get("panels").forEach(panels::add);

        assertThat(panels)
                .hasSizeGreaterThan(20)
                .allSatisfy(panel -> assertThat(panel.get("title").asString()).isNotBlank());
        assertThat(panels).extracting(panel -> panel.get("id").asInt()).doesNotHaveDuplicates();
    }
}
