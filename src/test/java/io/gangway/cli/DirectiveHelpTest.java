package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.config.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectiveHelpTest {
    private final DirectiveHelp help =
            new DirectiveHelp(Configuration.ofModules().directives());

    private String page(String name) {
        assertThat(help.error(name)).isEmpty();
        return String.join("\n", help.page(name));
    }

    @Test
    void a_directive_of_nginx_has_syntax_default_context_and_meaning() {
        assertThat(page("proxy_read_timeout")).isEqualTo("""
                Syntax:   proxy_read_timeout time;
                Default:  proxy_read_timeout 60s;
                Context:  http, server, location

                Limits the time between two reads of a backend's response. In a WebSocket
                tunnel it is the longest silence in both directions.""");
    }

    @Test
    void a_directive_of_gangway_has_an_example_and_a_danger_too() {
        assertThat(page("websocket_pong_timeout")).isEqualTo("""
                Syntax:   websocket_pong_timeout time;
                Default:  websocket_pong_timeout 20s;
                Context:  http, server, location

                Sets how long a client or a backend may stay silent after our ping. Then its
                connection counts as lost and the tunnel is closed.

                Example:
                    websocket_ping_interval 30s;
                    websocket_pong_timeout  10s;

                Danger:   Clients on slow networks that are silent for longer are
                          disconnected.""");
    }

    @Test
    void all_forms_differences_and_versions_are_shown() {
        assertThat(page("ssl_certificate_cache")).contains("""
                Syntax:   ssl_certificate_cache off;
                          ssl_certificate_cache max=N [inactive=time] [valid=time];
                """).contains("\nSince:    nginx 1.27.4\n");
        assertThat(page("map")).contains("Syntax:   map string $variable { ... }\nDefault:  —\nContext:  http\n");
        assertThat(page("user")).contains("\n\nDiffers:  Accepted, without effect.");
        assertThat(page("include")).contains("Context:  any\n");
    }

    @Test
    void a_name_with_two_meanings_has_two_pages() {
        assertThat(page("server")).contains("Syntax:   server { ... }", "\n\nSyntax:   server address ");
    }

    @Test
    void no_line_is_wider_than_a_terminal() {
        assertThat(Configuration.ofModules().directives().all())
                .flatMap(directive -> help.page(directive.name()))
                .filteredOn(line -> line.length() > 78)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            proxy_read_timout | unknown directive "proxy_read_timout" | did you mean "proxy_read_timeout"?
            memcached_pass | "memcached_pass" directive is not supported by Gangway | the memcached protocol is not supported: see "Not supported" in docs/differences.md; run with --lenient to leave it out
            ssl | unknown directive "ssl" | nginx 1.25.1 removed "ssl", use the "ssl" parameter of "listen"
            lingering | unknown directive "lingering" | there are lingering_close, lingering_time, lingering_timeout
            """)
    void an_unknown_name_has_a_hint(String name, String message, String hint) {
        assertThat(help.page(name)).isEmpty();
        assertThat(help.error(name)).containsExactly(message, hint);
    }

    @Test
    void a_name_without_similar_names_has_no_hint() {
        assertThat(help.error("xyzzy")).containsExactly("unknown directive \"xyzzy\"");
    }
}
