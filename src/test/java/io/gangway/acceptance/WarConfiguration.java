package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What every servlet container is told of the configuration, and what it is told by it. */
interface WarConfiguration {
    War war();

    @Test
    default void the_container_says_what_it_cannot_do() throws IOException {
        assertThat(war().container().output())
                .contains("serves \"/\" by " + war().site().conf())
                .contains("the servlet container handles ports, TLS and HTTP/2")
                .contains("the servlet container refuses targets below /WEB-INF")
                .doesNotContain("upgrades get 501");
    }

    @Test
    default void a_changed_file_counts_and_a_broken_one_does_not() throws IOException {
        String right = "server { listen 80; root front; location /hello { return 200 changed; } }";
        war().below().config(right);
        await().atMost(PATIENCE).until(() -> war().get("/below/hello").body().equals("changed"));

        war().below().config("server { listen 80; nonsense; }");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(war().container().output())
                        .contains("unknown directive \"nonsense\" in "
                                + war().below().conf() + ":4"));
        assertThat(war().get("/below/hello").body()).isEqualTo("changed");

        war().below().config(right.replace("changed", "again"));
        await().atMost(PATIENCE).until(() -> war().get("/below/hello").body().equals("again"));
    }

    @Test
    default void as_it_comes_it_says_what_it_is_and_what_to_do() throws IOException {
        RawResponse page = war().get("/gangway/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.field("Content-Type")).matches("text/html; ?charset=utf-8");
        assertThat(page.body()).contains("Gangway is deployed", "What to do next", "/opt/site/nginx.conf");
        assertThat(war().get("/gangway/page.css").field("Content-Type")).startsWith("text/css");
        assertThat(war().get("/gangway/favicon.svg").status()).isEqualTo(200);
        assertThat(war().get("/gangway").field("Location")).endsWith("/gangway/");
    }

    @Test
    default void the_access_log_tells_what_was_answered() throws IOException {
        war().get("/facts/logged");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(Files.readString(war().site().dir().resolve("logs/access.log")))
                                .contains("GET /facts/logged 200"));
    }
}
