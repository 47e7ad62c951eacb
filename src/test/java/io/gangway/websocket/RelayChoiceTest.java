package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.conf.ConfException;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The directives of a location select the relay; contradictions are errors. */
class RelayChoiceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|tunnel",
                "websocket_relay tunnel;|tunnel",
                "#gangway websocket_relay bridge;|bridge (client plain, upstream plain)",
                "websocket_compression on;|bridge (client permessage-deflate, upstream plain)",
                "websocket_compression upstream;|bridge (client plain, upstream plain)",
                "websocket_relay tunnel; websocket_compression off;|tunnel"
            })
    void the_selected_relay_is_logged(String directives, String relay) throws IOException {
        String all = (directives == null ? "" : directives) + "\nerror_log %{dir}/error.log info;";
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), all);
                WebSocketPeer client = site.connect("Sec-WebSocket-Extensions: permessage-deflate")) {
            assertThat(client.send("there").read().text()).isEqualTo("there");

            assertThat(site.log("error.log")).containsPattern("\\[info\\] .*websocket relay: " + quoted(relay) + ",");
        }
    }

    private static String quoted(String text) {
        return java.util.regex.Pattern.quote(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "websocket_compression client;|websocket_relay tunnel;|5|\"websocket_compression\" directive is incompatible with \"websocket_relay tunnel\"",
                "websocket_relay tunnel;|websocket_compression on;|7|\"websocket_compression\" directive is incompatible with \"websocket_relay tunnel\"",
                "websocket_hook one; websocket_relay tunnel;||5|\"websocket_hook\" directive is incompatible with \"websocket_relay tunnel\"",
                "websocket_relay pipe;||5|invalid value \"pipe\" in \"websocket_relay\" directive, it must be \"tunnel\" or \"bridge\"",
                "websocket_compression yes;||5|invalid value \"yes\" in \"websocket_compression\" directive, it must be \"on\", \"client\", \"upstream\" or \"off\"",
                "websocket_compression on level=10;||5|invalid parameter \"level=10\"",
                "websocket_compression on min_length=x;||5|invalid parameter \"min_length=x\"",
                "websocket_compression on contexts;||5|invalid parameter \"contexts\""
            })
    void a_contradiction_is_an_error_at_its_line(String outer, String inner, int line, String error)
            throws IOException {
        try (Site site = Site.of("server { listen 127.0.0.1:%{port};\n" + outer + "\nlocation / {\n"
                + (inner == null ? "" : inner) + "\n} }")) {
            assertThatThrownBy(() -> io.gangway.Gangway.read(site.conf()))
                    .isInstanceOf(ConfException.class)
                    .hasMessageContaining(error)
                    .hasMessageContaining("nginx.conf:" + line);
        }
    }

    @Test
    void all_parameters_are_accepted() throws IOException {
        try (Site site = Site.of("server { listen 127.0.0.1:%{port};\n"
                + "websocket_compression on context_takeover level=9 min_length=1k;\nlocation / {\n"
                + "websocket_relay tunnel; websocket_compression off; websocket_hook off; } }")) {
            io.gangway.Gangway.read(site.conf()).close();
        }
    }
}
