package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.Gangway;
import io.gangway.conf.ConfException;
import io.gangway.testing.RawHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with directives that are known and not supported, which the user asks to leave out. */
class LenientTest {
    @TempDir
    private Path directory;

    private Gangway read(String text) throws Exception {
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, text);
        return Gangway.builder().file(file).freePorts().lenient().read();
    }

    private String at(int line) {
        return " in " + directory.resolve("nginx.conf") + ":" + line;
    }

    private List<String> messages(String text) throws Exception {
        try (Gangway gangway = read(text)) {
            return gangway.warnings();
        }
    }

    private static String server(String directives) {
        return "events {}\nhttp { server { listen 127.0.0.1:18080;\n" + directives + "\n} }\n";
    }

    private static String http(String directives) {
        return "events {}\nhttp {\n" + directives + "\nserver { listen 127.0.0.1:18080; } }\n";
    }

    @Test
    void what_is_left_out_has_a_line_each() throws Exception {
        assertThat(messages("""
                load_module modules/ngx_stream_module.so;
                events {}
                http {
                    lua_package_path "/x/?.lua;;";
                    server {
                        listen 127.0.0.1:18080;
                        zstd on;
                        zstd_types text/css
                            text/plain;
                    }
                }
                stream {
                    server { listen 127.0.0.1:18081; proxy_pass 127.0.0.1:18082; }
                }
                """))
                .containsExactly(
                        "the \"load_module\" directive is left out: loading modules of nginx is not supported" + at(1),
                        "the \"lua_package_path\" directive is left out: Lua (OpenResty) is not supported" + at(4),
                        "the \"zstd\" directive is left out: Zstandard compression is not supported" + at(7),
                        "the \"zstd_types\" directive is left out: Zstandard compression is not supported" + at(9),
                        "the \"stream\" directive is left out: proxying of plain TCP and UDP is not supported"
                                + at(12));
    }

    @Test
    void of_a_stream_with_zone_sync_only_the_rest_is_left_out() throws Exception {
        String why = " directive is left out: proxying of plain TCP and UDP is not supported";
        assertThat(messages("""
                events {}
                http { server { listen 127.0.0.1:18080; } }
                stream {
                    upstream db { server 127.0.0.1:18082; }
                    resolver_timeout 2s;
                    server { listen 127.0.0.1:18081; proxy_pass db; }
                    server { listen 127.0.0.1:18083; zone_sync; zone_sync_server 127.0.0.1:18084; }
                }
                """)).containsExactly("the \"upstream\"" + why + at(4), "the \"server\"" + why + at(6));
    }

    @Test
    void without_the_option_the_error_names_it() throws Exception {
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, "events {}\nstream {}\n");

        assertThatThrownBy(() -> Gangway.read(file))
                .isInstanceOfSatisfying(
                        ConfException.class,
                        e -> assertThat(e.hint()).endsWith("; run with --lenient to leave it out"));
    }

    @Test
    void an_unknown_name_is_an_error() {
        assertThatThrownBy(() -> read(http("zzstd on;"))).hasMessage("unknown directive \"zzstd\"" + at(3));
        assertThatThrownBy(() -> read(server("alow all;"))).hasMessage("unknown directive \"alow\"" + at(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memcached_pass 127.0.0.1:1;",
                "content_by_lua_block { ngx.say('}') }",
                "js_content main.hello;",
                "perl Hello::handler;",
                "echo hello;",
                "vhost_traffic_status_display;",
                "xslt_stylesheet a.xslt;"
            })
    void what_responds_to_requests_does_not_become_a_file(String directive) throws Exception {
        Files.createDirectories(directory.resolve("html"));
        Files.writeString(directory.resolve("html/app.py"), "secret");
        try (Gangway gangway = read(server("location / { root html; " + directive + " }"))) {
            gangway.start();

            assertThat(RawHttp.get(gangway.port(), "/app.py").status()).isEqualTo(501);
            assertThat(gangway.warnings())
                    .singleElement()
                    .asString()
                    .endsWith(" is not supported, and requests for it get 501" + at(3));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth_jwt x;",
                "auth_jwt_key_file x;",
                "modsecurity on;",
                "access_by_lua_block { ngx.exit(403) }",
                "js_access main.check;",
                "header_filter_by_lua_block { x }",
                "more_clear_input_headers X-User;",
                "SecRulesEnabled;",
                "auth_pam secure;",
                "ssl_engine2 x;"
            })
    void what_may_restrict_access_is_an_error(String directive) {
        String name = directive.split("[ ;]")[0];
        assertThatThrownBy(() -> read(server("location / { " + directive + " }")))
                .isInstanceOf(ConfException.class)
                .hasMessageMatching("(?s)(\"" + name + "\" directive cannot be left out|unknown directive \"" + name
                        + "\") in .*:3");
    }

    @Test
    void what_is_turned_off_is_left_out() throws Exception {
        assertThat(messages(server("auth_jwt off; modsecurity off;"))).hasSize(2);
    }

    @Test
    void a_response_of_all_servers_is_an_error() {
        assertThatThrownBy(() -> read(http("passenger_enabled on;")))
                .hasMessage("\"passenger_enabled\" directive cannot be left out" + at(3));
        assertThatThrownBy(() -> read(server("location / { limit_except GET { memcached_pass a:1; } }")))
                .hasMessage("\"memcached_pass\" directive cannot be left out" + at(3));
    }

    @Test
    void a_server_of_http_3_alone_is_left_out() throws Exception {
        try (Gangway gangway = read("""
                events {}
                http {
                    server { listen 127.0.0.1:18080; http3 on; }
                    server {
                        listen 127.0.0.1:18081 quic reuseport;
                        location / { return 200; }
                    }
                }
                """)) {
            assertThat(gangway.warnings())
                    .containsExactly(
                            "the \"http3\" directive is left out: HTTP/3 is not supported" + at(3),
                            "the \"quic\" parameter of \"listen\" is left out: HTTP/3 is not supported" + at(5),
                            "the \"server\" block is left out: none of its \"listen\" remains" + at(4));
            assertThat(gangway.ports()).containsExactly(18080);
        }
    }

    @Test
    void variables_are_empty_where_they_are_passed_on() throws Exception {
        try (Gangway gangway = read("""
                events {}
                http {
                    geoip2 x.mmdb {
                        $country default=US country iso_code;
                    }
                    geoip_country x.dat;
                    js_set $mine main.mine;
                    keyval $remote_addr $kept zone=z;
                    log_format all "$zstd_ratio $geoip_city ${country} $remote_addr";
                    map $country $region { default other; EU $geoip_region; }
                    server {
                        listen 127.0.0.1:18080;
                        set $copy "$mine";
                        add_header X-Region "[$region$country$mine$kept$geoip_country_code]";
                        add_header X-Own "$geoip_own";
                        set $geoip_own 1;
                        location / { return 200; }
                    }
                }
                """)) {
            gangway.start();

            assertThat(RawHttp.get(gangway.port(), "/").field("X-Region")).isEqualTo("[other]");
            assertThat(RawHttp.get(gangway.port(), "/").field("X-Own")).isEqualTo("1");
            assertThat(gangway.warnings())
                    .contains(
                            "the \"js_set\" directive is left out: JavaScript (njs) is not supported, and its variables"
                                    + " are empty" + at(7),
                            "the variable \"zstd_ratio\" is empty: Zstandard compression is not supported" + at(9));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "if ($country = XX) { return 403; }              | country | if",
                "if ($region) { return 403; }                    | region  | if",
                "set $a $country; if ($a) { return 403; }        | a       | if",
                "set $a $region$host; return 200 $a;             | a       | return",
                "rewrite ^ /$geoip_city;                         | geoip_city | rewrite",
                "root /srv/$country;                             | country | root",
                "proxy_pass http://$region;                      | region  | proxy_pass",
                "limit_req_status 503; error_page 404 /$country; | country | error_page"
            })
    void a_variable_that_could_decide_is_an_error(String directives, String variable, String where) {
        String http =
                "events {}\nhttp { geoip2 x.mmdb { $country country iso_code; } map $country $region { default a; }"
                        + " server { listen 127.0.0.1:18080;\nlocation / { " + directives + " } } }";

        assertThatThrownBy(() -> read(http))
                .isInstanceOf(ConfException.class)
                .hasMessage("the variable \"" + variable + "\" in \"" + where + "\" cannot be left out" + at(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if ($Country = XX) { return 403; }",
                "if ($GeoIP_City) { return 403; }",
                "set $A $COUNTRY; if ($a) { return 403; }",
                "set $denied 0; set_by_lua_block $denied { return 1 } if ($denied) { return 403; }",
                "set $denied 0; set_by_lua $Denied 'return 1'; if ($denied) { return 403; }",
                "set_by_lua_block $denied { return 1 } if ($denied) { return 403; }"
            })
    void neither_case_nor_another_value_hides_a_variable_that_could_decide(String directives) {
        String http = "events {}\nhttp { geoip2 x.mmdb { $country country iso_code; }"
                + " server { listen 127.0.0.1:18080;\nlocation / { " + directives + " } } }";

        assertThatThrownBy(() -> read(http))
                .isInstanceOf(ConfException.class)
                .hasMessageMatching(
                        "the variable \"(?i:country|geoip_city|a|denied)\" in \"if\" cannot be left out" + at(3));
    }

    @Test
    void a_variable_of_lua_is_empty_where_it_is_passed_on() throws Exception {
        try (Gangway gangway =
                read(server("set_by_lua_block $mine { return 1 } add_header X-Mine \"[$MINE]\"; return 200;"))) {
            gangway.start();

            assertThat(RawHttp.get(gangway.port(), "/").field("X-Mine")).isEqualTo("[]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--[==[\nit doesn't }\n]==]",
                "local s = [=[ it doesn't } ]] ]=]",
                "local s = [==[\nit doesn't } ]=]\n]==]",
                "local s = 'a\\z \n doesn\"t }'",
                "local s = 'a\\\r\n doesn\"t }'",
                "local t = { [a[1]] = '}' }"
            })
    void code_in_lua_ends_where_its_block_ends(String code) throws Exception {
        String locations = "location /a { content_by_lua_block {\n" + code + "\n} }\n"
                + "location /b { deny all; }\nlocation /c { return 200 'c'; }";
        try (Gangway gangway = read(server(locations))) {
            gangway.start();

            assertThat(RawHttp.get(gangway.port(), "/a").status()).isEqualTo(501);
            assertThat(RawHttp.get(gangway.port(), "/b").status()).isEqualTo(403);
            assertThat(RawHttp.get(gangway.port(), "/c").body()).isEqualTo("c");
        }
    }

    @Test
    void a_reload_is_lenient_too() throws Exception {
        Path file = directory.resolve("nginx.conf");
        try (Gangway gangway = read(server("return 200;"))) {
            gangway.start();
            Files.writeString(file, server("return 204; zstd on;"));
            gangway.reload();

            assertThat(RawHttp.get(gangway.port(), "/").status()).isEqualTo(204);
            assertThat(gangway.warnings())
                    .containsExactly(
                            "the \"zstd\" directive is left out: Zstandard compression is not supported" + at(3));
        }
    }
}
