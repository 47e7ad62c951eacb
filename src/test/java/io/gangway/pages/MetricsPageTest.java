package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.prometheus.MetricsPage;
import io.gangway.prometheus.MetricsSite;
import io.gangway.prometheus.Scrape;
import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code docs/metrics.md}: a row for each metric that a server shows, with its labels and its help; valid examples; real
 * output. With {@code -Dmetrics.write=yes} the rows are printed.
 */
class MetricsPageTest {
    private static final Path PAGE = Path.of("docs/metrics.md");

    @Test
    void its_tables_have_all_metrics_and_no_others() throws IOException {
        Map<String, String> rows;
        try (MetricsSite site = MetricsSite.start()) {
            site.use();
            rows = MetricsPage.rows(Scrape.of(site.port()));
        }
        if (Boolean.getBoolean("metrics.write") || "yes".equals(System.getProperty("metrics.write"))) {
            rows.values().forEach(System.out::println);
        }
        List<String> written = Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| `(nginx|gangway|jvm|process)_.*"))
                .toList();

        assertThat(rows).hasSizeGreaterThan(60);
        assertThat(written).containsExactlyInAnyOrderElementsOf(rows.values());
    }

    /** Without those of vts; a state without a change has one series less. */
    @Test
    void its_numbers_of_series_are_those_of_the_server() throws IOException {
        Set<String> series;
        try (MetricsSite site = MetricsSite.start()) {
            site.use();
            series = Scrape.of(site.port()).series().stream()
                    .filter(each -> !each.startsWith("nginx_vts"))
                    .collect(Collectors.toSet());
        }
        String page = Files.readString(PAGE);

        assertThat(page).contains("zone of servers or locations with a request | " + count(series, "zone=\"pages\""));
        assertThat(page).contains("`limit_conn_zone` | " + count(series, "zone=\"requests\""));
        assertThat(page).contains("event loop | " + count(series, "loop=\"0\""));
        assertThat(page)
                .contains("for each upstream | "
                        + series.stream()
                                .filter(each -> each.contains("location=\"/chat\"") && !each.contains(",code="))
                                .count()
                        + ", and one for each code");
        long state = series.stream()
                .filter(each -> each.startsWith("gangway_upstream_peer_state{") && each.contains("state=\"up\""))
                .count();
        long all = series.stream()
                .filter(each -> each.startsWith("gangway_upstream_peer_"))
                .filter(each -> !each.startsWith("gangway_upstream_peer_state_change"))
                .count();
        assertThat(page).contains("`proxy_pass`, after its first request | " + all / state);
    }

    private static long count(Set<String> series, String label) {
        return series.stream().filter(each -> each.contains(label)).count();
    }

    @TestFactory
    Stream<DynamicTest> an_example_is_valid() throws IOException {
        return Page.read(PAGE.toString()).blocks("nginx").stream()
                .map(Page.Block::text)
                .map(text -> DynamicTest.dynamicTest(
                        text,
                        () -> assertThat(ConfigurationCheck.messages(text)).isEmpty()));
    }

    /** The values differ from run to run; names, labels and texts do not. */
    @Test
    void its_output_is_what_the_server_of_the_example_shows() throws IOException {
        Page page = Page.read(PAGE.toString());
        String config = page.blocks("nginx").get(0).text().replaceFirst("listen \\S+;", "listen 127.0.0.1:%{port};");
        String output = page.blocks("text").get(0).text();
        try (Site site = Site.of(config);
                GangwayServer ignored = GangwayServer.start(site)) {
            RawHttp.get(site.port(), "/");
            String shown = RawHttp.get(site.port(), "/metrics").body();

            assertThat(output.lines().map(MetricsPageTest::withoutValue))
                    .hasSizeGreaterThan(8)
                    .allSatisfy(line -> assertThat(shown.lines().map(MetricsPageTest::withoutValue))
                            .contains(line));
        }
    }

    private static String withoutValue(String line) {
        return line.startsWith("#") ? line : line.replaceFirst(" \\S+$", "");
    }

    @Test
    void the_server_of_the_example_tells_that_it_is_ready() throws IOException {
        String config = Page.read(PAGE.toString())
                .blocks("nginx")
                .get(0)
                .text()
                .replaceFirst("listen \\S+;", "listen 127.0.0.1:%{port};");
        try (Site site = Site.of(config);
                GangwayServer ignored = GangwayServer.start(site)) {
            RawResponse ready = RawHttp.get(site.port(), "/ready");

            assertThat(ready.status()).isEqualTo(200);
            assertThat(ready.body()).isEqualTo("ready\n");
        }
    }
}
