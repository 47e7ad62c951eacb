package io.gangway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which differences of two files change what a location means. The location is {@code /chat} of this file. */
class ChangesTest {
    private static final String CONFIG = """
            upstream chat { server 127.0.0.1:9001; }
            upstream other { server 127.0.0.1:9002; }
            map $http_upgrade $connection_upgrade { default upgrade; '' close; }
            map $uri $unused { default 1; }
            proxy_read_timeout 60s;
            proxy_send_timeout 60s;
            server {
                listen 127.0.0.1:%{port};
                server_name a;
                # here
                location /static { root /srv; }
                location /chat {
                    proxy_pass http://chat;
                    proxy_read_timeout 1h;
                    proxy_set_header Connection $connection_upgrade;
                }
            }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "# here | # another comment",
                "# here | location /more { return 204; }",
                "# here | location /chat/inner { return 204; }",
                "root /srv | root /var",
                "127.0.0.1:9002 | 127.0.0.1:9003",
                "default 1 | default 2",
                "proxy_read_timeout 60s | proxy_read_timeout 70s",
                "location /static { root /srv; } | ",
                "                    proxy_pass |  proxy_pass"
            })
    void a_location_means_the_same_after(String text, String replacement) throws IOException {
        assertThat(verdict(text, replacement)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proxy_read_timeout 1h | proxy_read_timeout 2h",
                "proxy_send_timeout 60s | proxy_send_timeout 70s",
                "127.0.0.1:9001 | 127.0.0.1:9003",
                "default upgrade; '' close | default upgrade; '' upgrade",
                "# here | rewrite ^/x /y;",
                "proxy_pass http://chat | proxy_pass http://other"
            })
    void a_location_is_changed_by(String text, String replacement) throws IOException {
        assertThat(verdict(text, replacement)).isEqualTo(Tunnels.Ending.CHANGED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "location /chat | location /talk",
                "server_name a | server_name b",
                "location /chat | location = /chat"
            })
    void a_location_is_gone_after(String text, String replacement) throws IOException {
        assertThat(verdict(text, replacement)).isEqualTo(Tunnels.Ending.REMOVED);
    }

    private static Tunnels.Ending verdict(String text, String replacement) throws IOException {
        assertThat(CONFIG).contains(text);
        try (Site site = Site.create()) {
            Scope before = chat(load(site, CONFIG));
            return new Changes(load(site, CONFIG.replace(text, replacement == null ? "" : replacement))).of(before);
        }
    }

    private static Generation load(Site site, String config) throws IOException {
        site.config(config);
        return Configuration.ofModules()
                .load(new Environment(site.dir(), site.conf(), null, ""))
                .generation();
    }

    private static Scope chat(Generation generation) {
        VirtualHosts hosts = generation.listens().values().iterator().next();
        return hosts.defaultServer().scope().inner(CoreHttp.LOCATION_BLOCK).stream()
                .filter(scope -> scope.node().args().get(0).text().equals("/chat"))
                .findFirst()
                .orElseThrow();
    }
}
