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

/** A directive in a {@code #gangway} comment counts as if nginx had it too: where it may stand, once, and only here. */
class GangwayCommentTest {
    @Test
    void a_directive_of_nginx_may_be_said_for_gangway_alone() throws IOException {
        LocationSettings settings = server("#gangway send_timeout 7s;").base().settings();

        assertThat(Duration.ofMillis(settings.sendTimeoutMillis())).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void it_may_not_be_said_for_both_and_for_gangway() {
        assertThatThrownBy(() -> server("send_timeout 8s;\n#gangway send_timeout 7s;"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("\"send_timeout\" directive is duplicate");
    }

    @Test
    void it_is_refused_where_it_is_not_allowed() {
        assertThatThrownBy(() -> server("#gangway worker_processes 2;"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("\"worker_processes\" directive is not allowed here");
    }

    @Test
    void an_unknown_one_is_refused() {
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
