package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Environment;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Location;
import io.gangway.exchange.Tunnels;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which changes of a file change a location. The location is {@code /chat} of this file. */
class LocationDiffTest {
    private static final String CONFIG = """
            log_format status '$status';
            access_log off;
            types_hash_max_size 1024;
            upstream chat { server 127.0.0.1:9001; }
            upstream cha { server 127.0.0.1:9004; }
            upstream other { server 127.0.0.1:9002; }
            map $http_upgrade $connection_upgrade { default upgrade; '' close; }
            map $uri $unused { default 1; }
            map $uri $con { default 2; }
            map $http_origin $origin { default chosen; }
            upstream chosen { server 127.0.0.1:9005; }
            proxy_read_timeout 60s;
            proxy_send_timeout 60s;
            server {
                listen 127.0.0.1:%{port};
                server_name a b;
                # here
                location /static { root /srv; }
                location /chat {
                    proxy_pass http://chat;
                    proxy_read_timeout 1h;
                    proxy_set_header Connection $connection_upgrade;
                    proxy_set_header X-Origin "<${origin}>";
                    proxy_ssl_name backend;
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
                "'$status' | '$status $uri'",
                "access_log off; | access_log off; error_log e.log;",
                "proxy_read_timeout 1h; | proxy_read_timeout 1h; access_log a.log status;",
                "proxy_read_timeout 1h; | proxy_read_timeout 1h; log_not_found off;",
                "max_size 1024 | max_size 2048",
                "127.0.0.1:9004 | 127.0.0.1:9006",
                "default 2 | default 3",
                "upstream cha { | upstream late { server 127.0.0.1:9007; } upstream cha {",
                "                    proxy_pass |  proxy_pass"
            })
    void a_location_is_unchanged_after( // F44
            String text, String replacement) throws IOException {
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
                "proxy_pass http://chat | proxy_pass http://other",
                "default chosen | default chat",
                "127.0.0.1:9005 | 127.0.0.1:9006",
                "server 127.0.0.1:9001; | server 127.0.0.1:9001; keepalive 8;",
                "proxy_ssl_name backend | proxy_ssl_name other",
                "# here | proxy_ssl_verify on; proxy_ssl_trusted_certificate ca.pem;",
                "# here | ssl_verify_client on;",
                "# here | allow 127.0.0.1; deny all;",
                "# here | set $x 1;",
                "%{port} | %{port} backlog=64",
                "listen 127.0.0.1:%{port}; | listen 127.0.0.1:%{port}; listen 127.0.0.1:%{port:other};",
                "server_name a b | server_name b c",
                "proxy_read_timeout 1h; | proxy_read_timeout 1h; websocket_max_age 1h;"
            })
    void a_location_is_changed_by( // F44
            String text, String replacement) throws IOException {
        assertThat(verdict(text, replacement)).isEqualTo(Tunnels.Ending.CHANGED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "location /chat | location /talk",
                "server_name a b | server_name c",
                "127.0.0.1:%{port} | 127.0.0.1:%{port:other}",
                "location /chat | location = /chat"
            })
    void a_location_is_removed_by( // F44
            String text, String replacement) throws IOException {
        assertThat(verdict(text, replacement)).isEqualTo(Tunnels.Ending.REMOVED);
    }

    private static Tunnels.Ending verdict(String text, String replacement) throws IOException {
        assertThat(CONFIG).contains(text);
        try (Site site = Site.create()) {
            Location before = chat(load(site, CONFIG));
            return new LocationDiff(load(site, CONFIG.replace(text, replacement == null ? "" : replacement)))
                    .apply(before);
        }
    }

    private static Generation load(Site site, String config) throws IOException {
        site.config(config);
        return Configuration.ofModules()
                .load(new Environment(site.dir(), site.conf(), null, ""))
                .generation();
    }

    private static Location chat(Generation generation) {
        return generation.locations().stream()
                .filter(location ->
                        location.name() != null && location.name().text().equals("/chat"))
                .findFirst()
                .orElseThrow();
    }
}
