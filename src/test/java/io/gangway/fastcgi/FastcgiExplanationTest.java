package io.gangway.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.explain.ExplainedRequest;
import io.gangway.explain.Explanation;
import io.gangway.explain.ExplanationStep;
import io.gangway.testing.Site;
import org.junit.jupiter.api.Test;

/** A request that would be passed to a FastCGI server is explained. */
class FastcgiExplanationTest {
    @Test
    void the_parameters_and_the_settings_are_explained() throws Exception {
        try (Site site = Site.of("""
                server {
                    listen 80;
                    location / {
                        fastcgi_index index.php;
                        fastcgi_param SCRIPT_NAME $fastcgi_script_name;
                        fastcgi_param EMPTY $arg_none if_not_empty;
                        fastcgi_read_timeout 5s;
                        fastcgi_pass 127.0.0.1:9000;
                    }
                }
                """);
                Gangway gangway =
                        Gangway.builder().file(site.conf()).inspectOnly().read()) {
            Explanation explanation = gangway.explain(ExplainedRequest.of("http://localhost/a/?b=c"));

            assertThat(explanation.requestHead())
                    .isEqualTo("GET /a/ FastCGI/1\r\nSCRIPT_NAME: /a/index.php\r\nHTTP_HOST: localhost\r\n\r\n");
            assertThat(explanation.upstreamUri()).isEqualTo("/a/");
            assertThat(explanation.steps())
                    .extracting(ExplanationStep::text)
                    .contains(
                            "fastcgi_pass 127.0.0.1:9000",
                            "sets SCRIPT_NAME: /a/index.php",
                            "EMPTY is empty: it is not sent",
                            "at most 5 s between two reads from the backend (fastcgi_read_timeout)");
            assertThat(explanation.responseField("Content-Type")).isEqualTo("text/html");
        }
    }
}
