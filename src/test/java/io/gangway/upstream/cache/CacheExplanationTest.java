package io.gangway.upstream.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.explain.ExplainedRequest;
import io.gangway.explain.Explanation;
import io.gangway.explain.ExplanationStep;
import io.gangway.testing.Site;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An explanation says what the cache would do with a request. */
class CacheExplanationTest {
    private static Explanation explain(String directives, ExplainedRequest request) throws Exception {
        try (Site site = Site.of("proxy_cache_path %{dir}/cache keys_zone=pages:1m; server { listen 80; location / {"
                        + " proxy_pass http://127.0.0.1:9; "
                        + (directives.contains("proxy_cache ") ? "" : "proxy_cache pages; ") + directives + " } }");
                Gangway gangway =
                        Gangway.builder().file(site.conf()).inspectOnly().read()) {
            return gangway.explain(request);
        }
    }

    private static List<String> steps(String directives, String url) throws Exception {
        return explain(directives, ExplainedRequest.of(url)).steps().stream()
                .map(ExplanationStep::text)
                .toList();
    }

    @Test
    void key_and_zone_are_named_and_conditions_are_not_passed_on() throws Exception {
        Explanation explanation = explain(
                "",
                ExplainedRequest.of("http://localhost/a?b")
                        .field("If-None-Match", "x")
                        .field("Range", "bytes=0-1"));

        assertThat(explanation.steps())
                .extracting(ExplanationStep::text)
                .contains(
                        "in the cache \"pages\", the key of the response is \"http://127.0.0.1:9/a?b\" (proxy_cache_key)",
                        "the response is stored if its fields or its status say for how long (proxy_cache)");
        assertThat(explanation.requestHead()).doesNotContain("If-None-Match", "Range");
    }

    @Test
    void a_bypass_and_an_exclusion_are_explained() throws Exception {
        assertThat(steps("proxy_cache_bypass $arg_n; proxy_no_cache $arg_n;", "http://localhost/?n=1"))
                .contains(
                        "a stored response is not used (proxy_cache_bypass)",
                        "the response is not stored (proxy_no_cache)");
    }

    @Test
    void a_purge_is_explained() throws Exception {
        Explanation explanation = explain("proxy_cache_purge $arg_p;", ExplainedRequest.of("http://localhost/?p=1"));

        assertThat(explanation.status()).isEqualTo(204);
    }

    @Test
    void a_zone_may_be_off_or_unknown() throws Exception {
        assertThat(steps("proxy_cache $arg_z;", "http://localhost/?z=off").toString())
                .contains("passed on without a cache");
        assertThat(explain("proxy_cache $arg_z;", ExplainedRequest.of("http://localhost/?z=none"))
                        .status())
                .isEqualTo(500);
    }
}
