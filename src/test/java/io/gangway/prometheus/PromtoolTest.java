package io.gangway.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The text is valid, and its names follow the rules: by Prometheus's own tool, and by the same rules in Java. */
class PromtoolTest {
    private static MetricsSite site;
    private static Scrape scrape;

    @BeforeAll
    static void scrapeAServerWithEverything() throws IOException {
        site = MetricsSite.start();
        site.use();
        scrape = Scrape.of(site.port());
    }

    @AfterAll
    static void close() throws IOException {
        site.close();
    }

    @Test
    void the_names_follow_the_rules() {
        assertThat(scrape.types()).hasSizeGreaterThan(60);
        assertThat(ExpositionRules.check(scrape)).isEmpty();
    }

    @Test
    void the_rules_find_what_is_wrong() {
        Scrape bad = Scrape.of("# TYPE a_total gauge\na_total 1\n# TYPE b_ms gauge\nb_ms{x=\"1\"} 1\nb_ms{x=\"1\"} 2\n"
                + "# HELP c_seconds C.\n# TYPE c_seconds histogram\nc_seconds_bucket{le=\"1.0\"} 2\n"
                + "c_seconds_bucket{le=\"+Inf\"} 1\nc_seconds_count 1\nd 1\n");

        assertThat(ExpositionRules.check(bad))
                .contains(
                        "duplicate series b_ms{x=\"1\"}",
                        "sample before its TYPE: d 1",
                        "a_total has no sentence as help",
                        "a_total ends in _total, or is a counter",
                        "b_ms has no base unit",
                        "c_seconds_bucket{le=\"+Inf\"} is less than the bucket before");
    }

    @Test
    void promtool_has_no_complaint() throws IOException, InterruptedException {
        assumeThat(isInstalled()).as("promtool is installed").isTrue();
        Path text = Files.createTempFile("metrics", ".txt");
        try {
            Files.writeString(text, scrape.text());
            Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectInput(text.toFile())
                    .redirectErrorStream(true)
                    .start();
            String complaints = new String(promtool.getInputStream().readAllBytes());

            assertThat(promtool.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(complaints).isEmpty();
            assertThat(promtool.exitValue()).isZero();
        } finally {
            Files.delete(text);
        }
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
    }
}
