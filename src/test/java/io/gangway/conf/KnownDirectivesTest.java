package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownDirectivesTest {
    private final KnownDirectives known = KnownDirectives.load();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include",
                "daemon",
                "worker_connections",
                "listen",
                "proxy_pass",
                "fastcgi_pass",
                "ssi",
                "perl",
                "xslt_stylesheet",
                "image_filter",
                "geoip_country",
                "mail",
                "stream",
                "ssl_preread",
                "sticky",
                "early_hints",
                "max_headers",
                "add_header_inherit",
                "keepalive_min_timeout",
                "google_perftools_profiles"
            })
    void names_of_nginx_1_30_are_known(String name) {
        assertThat(known.knows(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy_pas",
                "default",
                "hostnames",
                "ssl",
                "http2_push_all",
                "client_body_early_read",
                "LISTEN",
                ""
            })
    void other_names_are_unknown(String name) {
        assertThat(known.knows(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "proxy_pas, proxy_pass",
        "porxy_pass, proxy_pass",
        "lisen, listen",
        "sever, server",
        "loaction, location",
        "server-name, server_name",
        "proxy_set_headers, proxy_set_header",
        "gzip_type, gzip_types",
    })
    void a_mistyped_name_gets_the_nearest_as_a_hint(String name, String expected) {
        assertThat(KnownDirectives.nearest(name, known.names())).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "ab", "ssl", "lua_package_path", "192.168.3.1:3000", "websocket_ping_interval"})
    void a_name_far_from_all_others_gets_no_hint(String name) {
        assertThat(KnownDirectives.nearest(name, known.names())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.3.1:3000;, server 192.168.3.1:3000;",
        "192.168.3.1:3000 weight=2 backup;, server 192.168.3.1:3000 weight=2 backup;",
        "10.0.0.1;, server 10.0.0.1;",
        "[::1]:80;, server [::1]:80;",
        "localhost:8080;, server localhost:8080;",
        "localhost;, server localhost;",
        "app.example.com;, server app.example.com;",
        "app:3000;, server app:3000;",
        "unix:/run/a.sock;, server unix:/run/a.sock;",
    })
    void an_address_in_place_of_a_name_gets_a_hint_to_server(String directive, String expected) {
        assertThat(ServerHint.of(node(directive))).contains("did you mean \"" + expected + "\"?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"servr a;", "keepalive 2;", "listen 80;", "10.0.0.1 { }", "a:b;", "80;", "$x:80;"})
    void other_words_get_no_hint_to_server(String directive) {
        assertThat(ServerHint.of(node(directive))).isEmpty();
    }

    @Test
    void each_kind_of_unknown_name_has_its_hint() {
        assertThat(KnownDirectives.hint("lisen", known.names())).contains("did you mean \"listen\"?");
        assertThat(KnownDirectives.hint("ssl", known.names()))
                .contains("nginx 1.25.1 removed \"ssl\", use the \"ssl\" parameter of \"listen\"");
        assertThat(KnownDirectives.hint("lua_package_path", known.names()))
                .contains(
                        "Lua (OpenResty) is not supported: see \"Not supported\" in docs/differences.md; run with --lenient to"
                                + " leave it out");
        assertThat(KnownDirectives.hint("frobnicate_path", known.names())).isEmpty();
    }

    @Test
    void the_list_is_complete() {
        assertThat(known.names()).hasSize(629);
    }

    private static Node node(String text) {
        return Parser.text("f", text).nodes().get(0);
    }
}
