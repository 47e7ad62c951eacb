package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.exchange.Generation;
import io.gangway.exchange.LocationSettings;
import io.gangway.exchange.Server;
import io.gangway.testing.Site;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A directive in a {@code #gangway} comment is checked like any other one, but only Gangway reads it. */
class GangwayCommentTest {
    @Test
    void a_directive_of_nginx_can_be_set_in_a_comment() throws IOException {
        LocationSettings settings = server("#gangway send_timeout 7s;").base().settings();

        assertThat(Duration.ofMillis(settings.sendTimeoutMillis())).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void a_directive_cannot_be_set_both_ways() {
        assertThatThrownBy(() -> server("send_timeout 8s;\n#gangway send_timeout 7s;"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("\"send_timeout\" directive is duplicate");
    }

    @Test
    void the_context_is_checked() {
        assertThatThrownBy(() -> server("#gangway worker_processes 2;"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("\"worker_processes\" directive is not allowed here");
    }

    @Test
    void an_unknown_directive_is_refused() {
        assertThatThrownBy(() -> server("#gangway websocket_origin https://a;"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("unknown directive \"websocket_origin\"");
    }

    private static Server server(String directives) throws IOException {
        try (Site site = Site.of("server { listen 127.0.0.1:%{port};\n" + directives + "\n}")) {
            Generation generation = Configuration.ofModules()
                    .load(new Environment(site.dir(), site.conf(), null, ""))
                    .generation();
            return generation.listens().values().iterator().next().defaultServer();
        }
    }
}
