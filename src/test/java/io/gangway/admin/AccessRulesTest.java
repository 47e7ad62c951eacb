package io.gangway.admin;

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
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use an API of this server. 404 means that the request passed the rules. */
class AccessRulesTest {
    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.create().file("admin.token", "from-a-file\n").config("""
                server {
                    listen 127.0.0.1:%{port};
                    server_name console.example.com *.wild.example.com ~^pattern;
                    set_real_ip_from 127.0.0.1;
                    real_ip_header X-Real-IP;
                    location /read/ { gangway_admin; }
                    location /write/ { gangway_admin write=on token=s3cret hosts=added.example.com,*.below.example.com; }
                    location /file/ { gangway_admin write=on token=file:admin.token; }
                    location /variable/ { gangway_admin write=on token=$http_x_token; }
                    location /remote/ { gangway_admin remote=on; }
                }
                """);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    private static RawResponse send(String method, String target, String... fields) throws Exception {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
        boolean named = false;
        for (String field : fields) {
            named |= field.startsWith("Host:");
            head.append(field).append("\r\n");
        }
        return RawHttp.send(site.port(), head + (named ? "" : "Host: localhost\r\n") + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "gangway.localhost",
                "127.0.0.1",
                "127.9.9.9:1",
                "[::1]",
                "console.example.com",
                "CONSOLE.example.com",
                "a.wild.example.com"
            })
    void names_of_this_server_are_allowed(String host) throws Exception {
        assertThat(send("GET", "/read/x", "Host: " + host).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example.net",
                "pattern.evil.example.net",
                "localhost.evil.example.net",
                "127.0.0.1.evil.example.net",
                "wild.example.com.evil.example.net",
                "10.0.0.1",
                "added.example.com"
            })
    void a_hostile_host_is_misdirected(String host) throws Exception {
        RawResponse response = send("GET", "/read/x", "Host: " + host);

        assertThat(response.status()).isEqualTo(421);
        assertThat(response.body()).contains("\"code\":\"HostNotAllowed\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"added.example.com", "x.below.example.com"})
    void hosts_adds_names(String host) throws Exception {
        assertThat(send("GET", "/write/x", "Host: " + host).status()).isEqualTo(404);
    }

    @Test
    void another_machine_is_refused_unless_remote_is_on() throws Exception {
        assertThat(send("GET", "/read/x", "X-Real-IP: 192.0.2.1").body()).contains("\"code\":\"RemoteClient\"");
        assertThat(send("GET", "/read/x", "X-Real-IP: 127.0.0.9").status()).isEqualTo(404);
        assertThat(send("GET", "/remote/x", "X-Real-IP: 192.0.2.1").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "DELETE"})
    void a_change_without_write_is_disabled(String method) throws Exception {
        RawResponse response = send(method, "/read/x", "Authorization: Bearer s3cret");

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.body()).contains("\"code\":\"MethodDisabled\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "OPTIONS", "BREW"})
    void other_methods_are_not_allowed(String method) throws Exception {
        RawResponse response = send(method, "/write/x", "Authorization: Bearer s3cret");

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.field("Access-Control-Allow-Origin")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer s3cret, 404",
        "bearer s3cret, 404",
        "Bearer s3cre, 401",
        "Bearer s3crets, 401",
        "Bearer S3CRET, 401",
        "Bearer, 401",
        "Basic s3cret, 401",
        "s3cret, 401"
    })
    void a_change_needs_the_token(String authorization, int status) throws Exception {
        assertThat(send("DELETE", "/write/x", "Authorization: " + authorization).status())
                .isEqualTo(status);
    }

    @Test
    void a_missing_token_is_asked_for() throws Exception {
        RawResponse response = send("POST", "/write/x");

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.field("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(response.body()).contains("\"code\":\"TokenRequired\"");
    }

    @Test
    void the_token_may_be_in_a_file() throws Exception {
        assertThat(send("DELETE", "/file/x", "Authorization: Bearer from-a-file")
                        .status())
                .isEqualTo(404);
        assertThat(send("DELETE", "/file/x", "Authorization: Bearer file:admin.token")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void an_empty_variable_is_no_token() throws Exception {
        assertThat(send("DELETE", "/variable/x", "Authorization: Bearer ").status())
                .isEqualTo(401);
        assertThat(send("DELETE", "/variable/x", "X-Token: t", "Authorization: Bearer t")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080, 404",
        "https://localhost, localhost, 404",
        "http://LOCALHOST, localhost, 404",
        "http://evil.example.net, localhost, 403",
        "http://localhost:1, localhost:2, 403",
        "null, localhost, 403",
        "localhost, localhost, 403",
        "http://localhost.evil.example.net, localhost, 403"
    })
    void the_origin_of_a_change_must_match(String origin, String host, int status) throws Exception {
        assertThat(send("DELETE", "/write/x", "Host: " + host, "Origin: " + origin, "Authorization: Bearer s3cret")
                        .status())
                .isEqualTo(status);
    }

    @Test
    void an_origin_without_a_host_does_not_match() throws Exception {
        RawResponse response = RawHttp.send(
                site.port(), "DELETE /write/x HTTP/1.0\r\nOrigin: http://null\r\nAuthorization: Bearer s3cret\r\n\r\n");

        assertThat(response.body()).contains("\"code\":\"OriginNotAllowed\"");
    }

    @Test
    void a_response_allows_no_other_origin_and_is_not_cached() throws Exception {
        RawResponse response = send("GET", "/read/x", "Origin: http://evil.example.net");

        assertThat(response.field("Access-Control-Allow-Origin")).isNull();
        assertThat(response.field("Cache-Control")).isEqualTo("no-store");
        assertThat(response.field("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.field("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "write=on | \"write=on\" requires \"token\" in \"gangway_admin\" directive",
                "write=yes | invalid parameter \"write=yes\"",
                "color=red | invalid parameter \"color=red\"",
                "on | invalid parameter \"on\"",
                "token= | empty token in \"gangway_admin\" directive"
            })
    void wrong_parameters_are_errors(String parameters, String message) throws Exception {
        assertThat(ConfigurationCheck.messages("server { location / { gangway_admin " + parameters + "; } }"))
                .containsExactly("[emerg] " + message + " in nginx.conf:3");
    }

    @Test
    void a_token_file_must_exist() throws Exception {
        assertThat(ConfigurationCheck.messages("server { location / { gangway_admin token=file:absent; } }"))
                .singleElement()
                .asString()
                .startsWith("[emerg] open() \"")
                .endsWith("absent\" failed (2: No such file or directory) in nginx.conf:3");
    }
}
