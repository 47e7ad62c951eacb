package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Loading and reporting of the configuration in every servlet container. */
interface WarConfiguration {
    War war();

    @Test
    default void the_container_logs_directives_without_effect() throws IOException {
        assertThat(war().container().output())
                .contains("serves \"/\" by " + war().site().conf())
                .contains("the servlet container handles ports, TLS and HTTP/2")
                .contains("the servlet container refuses targets below /WEB-INF")
                .doesNotContain("upgrades get 501");
    }

    @Test
    default void a_changed_file_is_loaded_but_a_broken_one_is_not() throws IOException {
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
    default void an_unconfigured_war_explains_itself() throws IOException {
        RawResponse page = war().get("/gangway/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.field("Content-Type")).matches("text/html; ?charset=utf-8");
        assertThat(page.body()).contains("Gangway is deployed", "What to do next", "/opt/site/nginx.conf");
        assertThat(war().get("/gangway/page.css").field("Content-Type")).startsWith("text/css");
        assertThat(war().get("/gangway/favicon.svg").status()).isEqualTo(200);
        assertThat(war().get("/gangway").field("Location")).endsWith("/gangway/");
    }

    @Test
    default void the_access_log_has_the_responses() throws IOException {
        war().get("/facts/logged");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(Files.readString(war().site().dir().resolve("logs/access.log")))
                                .contains("GET /facts/logged 200"));
    }
}
