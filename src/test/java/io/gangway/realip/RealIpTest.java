package io.gangway.realip;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code set_real_ip_from}, {@code real_ip_header} and {@code real_ip_recursive}. */
class RealIpTest {
    private static final String CONFIG = """
            map $remote_port $port { default $remote_port; "~^\\d{5}$" own; }
            server {
                listen 127.0.0.1:%{port};
                set_real_ip_from 127.0.0.1/32;
                location / { return 200 "$remote_addr $port"; }
                location /realip { return 200 "$realip_remote_addr"; }
                location /forwarded { return 200 "$proxy_add_x_forwarded_for"; }
                location /binary { return 200 "$binary_remote_addr"; }
                location /access/ { alias %{dir}/html/; allow 192.0.2.1; deny all; }
                location /redirect/ { try_files /none /; }
            }
            server { listen 127.0.0.1:%{port}; server_name forwarded; set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For; location / { return 200 "$remote_addr $port"; } }
            server { listen 127.0.0.1:%{port}; server_name recursive; set_real_ip_from 127.0.0.1; set_real_ip_from 10.0.0.0/8; real_ip_header X-Forwarded-For; real_ip_recursive on; location / { return 200 "$remote_addr $port"; } }
            server { listen 127.0.0.1:%{port}; server_name named; set_real_ip_from localhost; real_ip_header X-Client; location / { return 200 "$remote_addr $port"; } }
            server { listen 127.0.0.1:%{port}; server_name untrusted; set_real_ip_from 10.0.0.1; location / { return 200 "$remote_addr $port"; } }
            server {
                listen 127.0.0.1:%{port};
                server_name location;
                location / { alias %{dir}/html/; set_real_ip_from 127.0.0.1; add_header X-Addr "$remote_addr $realip_remote_addr"; }
            }
            """;

    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.create().file("html/a", "a").config(CONFIG);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    private static String body(String host, String target, String... fields) throws IOException {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return RawHttp.send(
                        site.port(), request.append("Connection: close\r\n\r\n").toString())
                .body();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1        | 192.0.2.1 ",
                "192.0.2.1:8080   | 192.0.2.1 8080",
                "2001:db8::1      | 2001:db8::1 ",
                "[2001:db8::1]:80 | 2001:db8::1 80",
                "::ffff:192.0.2.1 | ::ffff:192.0.2.1 ",
                "localhost        | 127.0.0.1 own",
                "192.0.2.1, 10.0.0.1 | 10.0.0.1 ",
                "unix:            | 127.0.0.1 own"
            })
    void a_trusted_proxy_names_the_client(String value, String expected) throws Exception {
        assertThat(body("localhost", "/", "X-Real-IP: " + value).strip()).isEqualTo(expected);
    }

    @Test
    void the_address_is_kept_without_the_field() throws Exception {
        assertThat(body("localhost", "/")).isEqualTo("127.0.0.1 own");
    }

    @Test
    void the_first_of_two_fields_counts() throws Exception {
        assertThat(body("localhost", "/", "X-Real-IP: 192.0.2.1", "X-Real-IP: 192.0.2.2"))
                .startsWith("192.0.2.1 ");
    }

    @Test
    void an_untrusted_proxy_is_ignored() throws Exception {
        assertThat(body("untrusted", "/", "X-Real-IP: 192.0.2.1")).isEqualTo("127.0.0.1 own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "forwarded | 192.0.2.1                       | 192.0.2.1",
                "forwarded | 192.0.2.1, 10.0.0.1             | 10.0.0.1",
                "forwarded | 192.0.2.1, unknown              | 127.0.0.1 own",
                "recursive | 192.0.2.1, 10.0.0.1             | 192.0.2.1",
                "recursive | 192.0.2.1, 192.0.2.2, 10.0.0.1  | 192.0.2.2",
                "recursive | 10.0.0.2, 10.0.0.1              | 10.0.0.2",
                "recursive | unknown, 10.0.0.1               | 10.0.0.1"
            })
    void recursion_skips_trusted_addresses_from_the_right(String host, String value, String expected) throws Exception {
        assertThat(body(host, "/", "X-Forwarded-For: " + value).strip()).isEqualTo(expected);
    }

    @Test
    void several_fields_of_forwarded_addresses_form_one_list() throws Exception {
        assertThat(body("recursive", "/", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 10.0.0.1"))
                .startsWith("192.0.2.1 ");
    }

    @Test
    void a_host_name_and_a_field_of_any_name_may_be_configured() throws Exception {
        assertThat(body("named", "/", "x-client: 192.0.2.1")).startsWith("192.0.2.1 ");
    }

    @Test
    void the_address_of_the_connection_stays_available() throws Exception {
        assertThat(body("localhost", "/realip", "X-Real-IP: 192.0.2.1")).isEqualTo("127.0.0.1");
    }

    @Test
    void other_variables_follow_the_new_address() throws Exception {
        assertThat(body("localhost", "/binary", "X-Real-IP: 192.0.2.1")).isEqualTo("\u00c0\0\2\1");
        assertThat(body("localhost", "/forwarded", "X-Real-IP: 192.0.2.1", "X-Forwarded-For: a"))
                .isEqualTo("a, 192.0.2.1");
        assertThat(body("localhost", "/redirect/", "X-Real-IP: 192.0.2.1")).startsWith("192.0.2.1 ");
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 200", "192.0.2.2, 403"})
    void access_rules_see_the_new_address(String address, int status) throws Exception {
        assertThat(RawHttp.get(site.port(), "/access/a", "X-Real-IP: " + address)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void a_location_may_trust_a_proxy() throws Exception {
        RawResponse response = RawHttp.send(
                site.port(), "GET /a HTTP/1.1\r\nHost: location\r\nX-Real-IP: 192.0.2.1\r\nConnection: close\r\n\r\n");

        assertThat(response.field("X-Addr")).isEqualTo("192.0.2.1 127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "set_real_ip_from 10.0.0.1/8;    | [warn] low address bits of 10.0.0.1/8 are meaningless in nginx.conf:3",
                "set_real_ip_from 10.0.0.0/33;   | [emerg] host not found in set_real_ip_from \"10.0.0.0/33\" in nginx.conf:3",
                "set_real_ip_from \"\";          | [emerg] host not found in set_real_ip_from \"\" in nginx.conf:3",
                "real_ip_header a; real_ip_header b; | [emerg] \"real_ip_header\" directive is duplicate in nginx.conf:3",
                "real_ip_recursive maybe;        | [emerg] invalid value \"maybe\" in \"real_ip_recursive\" directive, it must be \"on\" or \"off\" in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
