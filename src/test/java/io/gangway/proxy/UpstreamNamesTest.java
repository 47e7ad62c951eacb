package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.conf.ConfException;
import io.gangway.testing.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of backends that are resolved at startup or during a reload. */
class UpstreamNamesTest extends BackendTest {
    private static String serving(String pass) {
        return "server { listen 127.0.0.1:%{port}; location / { proxy_pass " + pass + "; } }";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "upstream u { server no.such.host.invalid; } "})
    void an_unknown_name_prevents_the_start(String group) {
        String pass = group.isEmpty() ? "http://no.such.host.invalid" : "http://u";
        assertThatThrownBy(() -> startHttp(group + serving(pass)))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("host not found in upstream \"no.such.host.invalid\"");
    }

    @Test
    void an_unknown_name_in_a_reload_keeps_the_old_configuration() throws Exception {
        int port = startHttp(serving("http://%{backend}"));
        site.config(serving("http://no.such.host.invalid"));
        assertThatThrownBy(server::reload)
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("host not found in upstream \"no.such.host.invalid\"");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(200);
    }

    @Test
    void a_name_with_two_addresses_gives_two_peers() throws Exception {
        int port = startHttp("upstream u { server localhost:" + backend.port() + "; server 127.0.0.1:%{dead} backup; } "
                + serving("http://u"));
        // Nothing listens on [::1]: if the name has that address too, the next peer is tried.
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(200);
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(200);
    }
}
