package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The URI and the fields of requests to a backend, and rewritten fields of its responses. */
class ProxyUriTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:%{port};
                root %{dir}/html;
                location /plain/ { proxy_pass http://%{backend}; }
                location /root/ { proxy_pass http://%{backend}/; }
                location /path/ { proxy_pass http://%{backend}/to/; }
                location /open { proxy_pass http://%{backend}/to; }
                location = /exact { proxy_pass http://%{backend}/other?fixed=1; }
                location ~ ^/regex/(.*)$ { proxy_pass http://%{backend}/v/$1; }
                location /variable/ { set $to %{backend}; proxy_pass http://$to/fixed; }
                location /break/ { rewrite ^/break/(.*)$ /broken/$1 break; proxy_pass http://%{backend}/ignored/; }
                location /fields { proxy_pass http://%{backend}; proxy_set_header Host $host; proxy_set_header X-Own "$uri"; proxy_set_header Accept ""; }
                location /no-fields { proxy_pass http://%{backend}; proxy_pass_request_headers off; }
                location /method { proxy_pass http://%{backend}; proxy_method PUT; proxy_set_body "body of $uri"; }
                location /hide { proxy_pass http://%{backend}; proxy_hide_header X-Secret; proxy_pass_header Server; }
                location /redirect/ { proxy_pass http://%{backend}/back/; }
                location /redirect-own/ { proxy_pass http://%{backend}/; proxy_redirect http://old.test/ /new/; proxy_redirect ~^http://(\\w+)\\.regex/(.*)$ /$1/$2; }
                location /redirect-off/ { proxy_pass http://%{backend}/back/; proxy_redirect off; }
                location /cookie/ { proxy_pass http://%{backend}; proxy_cookie_domain old.test new.test; proxy_cookie_path /one/ /uno/; proxy_cookie_flags a secure samesite=strict; }
                location /accel/ { proxy_pass http://%{backend}; }
                location /file/ { internal; alias %{dir}/html/; }
            }
            """;

    private Site site;
    private ScriptedUpstream backend;
    private GangwayServer gangway;

    @BeforeEach
    void start() throws IOException {
        backend = ScriptedUpstream.start(Script.body("backend"));
        site = Site.create().backend(backend).file("html/a.txt", "a file").config(CONFIG);
        gangway = GangwayServer.start(site);
    }

    @AfterEach
    void stop() throws IOException {
        gangway.close();
        backend.close();
        site.close();
    }

    private RecordedRequest seen(String target, String... fields) throws IOException {
        RawHttp.get(site.port(), target, fields);
        return backend.lastRequest();
    }

    @ParameterizedTest
    @CsvSource({
        "/plain/a%2Fb//../c?x, /plain/a%2Fb//../c?x",
        "/root/a?x, /a?x",
        "/path/a%20b, /to/a%20b",
        "/path/a%2Fb//../c, /to/a/c",
        "/open/a, /to/a",
        "/opened, /toed",
        "/exact?x, /other?fixed=1?x",
        "/regex/a%20b?x, /v/a b",
        "/variable/a?x, /fixed",
        "/break/a?x, /broken/a?x"
    })
    void a_path_in_proxy_pass_replaces_the_path_of_the_location(String target, String expected) throws Exception {
        assertThat(seen(target).target()).isEqualTo(expected);
    }

    @Test
    void the_backend_sees_its_own_host_and_the_fields_of_the_client() throws Exception {
        RecordedRequest request = seen("/plain/", "X-Mine: yes", "Keep-Alive: 1", "Accept: a/b");

        assertThat(request.line()).isEqualTo("GET /plain/ HTTP/1.1");
        assertThat(request.fields().lines())
                .containsExactly("Host: " + backend.address(), "X-Mine: yes", "Accept: a/b");
    }

    @Test
    void fields_may_be_set_and_removed() throws Exception {
        RecordedRequest request = seen("/fields", "X-Mine: yes", "Accept: a/b", "X-Own: other");

        assertThat(request.fields().lines()).containsExactly("Host: localhost", "X-Own: /fields", "X-Mine: yes");
    }

    @Test
    void the_fields_of_the_client_may_be_left_out() throws Exception {
        assertThat(seen("/no-fields", "X-Mine: yes").fields().lines()).containsExactly("Host: " + backend.address());
    }

    @Test
    void method_and_body_may_be_set() throws Exception {
        RecordedRequest request = seen("/method");

        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.body()).isEqualTo("body of /method");
    }

    @Test
    void fields_of_the_response_may_be_hidden_and_passed() throws Exception {
        backend.respond(Script.response(200, "", "X-Secret: 1", "X-Open: 2", "Server: backend", "X-Accel-Expires: 1"));
        RawResponse hidden = RawHttp.get(site.port(), "/hide");

        assertThat(hidden.field("X-Secret")).isNull();
        assertThat(hidden.field("X-Open")).isEqualTo("2");
        assertThat(hidden.field("X-Accel-Expires")).isNull();
        assertThat(hidden.fields().all("Server")).containsExactly("backend");
    }

    @ParameterizedTest
    @CsvSource({
        "/redirect/, http://BACKEND/back/x, http://localhost:PORT/redirect/x",
        "/redirect/, http://other.test/back/x, http://other.test/back/x",
        "/redirect/, /back/x, /back/x",
        "/redirect-own/, http://old.test/x, http://localhost:PORT/new/x",
        "/redirect-own/, http://a.regex/x, http://localhost:PORT/a/x",
        "/redirect-off/, http://BACKEND/back/x, http://BACKEND/back/x"
    })
    void a_redirect_of_the_backend_is_rewritten(String target, String location, String expected) throws Exception {
        backend.respond(Script.response(302, "", "Location: " + location.replace("BACKEND", backend.address())));

        assertThat(RawHttp.get(site.port(), target).field("Location"))
                .isEqualTo(expected.replace("BACKEND", backend.address()).replace("PORT", String.valueOf(site.port())));
    }

    @ParameterizedTest
    @CsvSource({
        "a=1; Domain=old.test; Path=/one/x, a=1; Domain=new.test; Path=/uno/x; Secure; SameSite=Strict",
        "b=1; domain=.OLD.test; HttpOnly, b=1; domain=.new.test; HttpOnly",
        "b=1; Domain=other.test; Path=/two/, b=1; Domain=other.test; Path=/two/"
    })
    void a_cookie_of_the_backend_is_rewritten(String cookie, String expected) throws Exception {
        backend.respond(Script.response(200, "", "Set-Cookie: " + cookie));

        assertThat(RawHttp.get(site.port(), "/cookie/").field("Set-Cookie")).isEqualTo(expected);
    }

    @Test
    void a_backend_may_redirect_to_a_file() throws Exception {
        backend.respond(Script.response(
                200, "unused", "X-Accel-Redirect: /file/a.txt", "Content-Type: text/own", "X-Other: 1"));
        RawResponse response = RawHttp.get(site.port(), "/accel/");

        assertThat(response.body()).isEqualTo("a file");
        assertThat(response.field("Content-Type")).isEqualTo("text/own");
        assertThat(response.field("X-Accel-Redirect")).isNull();
        assertThat(response.field("X-Other")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proxy_pass ftp://a; | [emerg] invalid URL prefix in nginx.conf:3",
                "proxy_pass http://; | [emerg] no host in upstream \"\" in nginx.conf:3",
                "proxy_pass http://127.0.0.1:0; | [emerg] invalid port in upstream \"127.0.0.1:0\" in nginx.conf:3",
                "proxy_redirect a; | [emerg] invalid parameter \"a\" in nginx.conf:3",
                "proxy_set_header a; | [emerg] invalid number of arguments in \"proxy_set_header\" directive in nginx.conf:3",
            })
    void wrong_arguments_are_named(String directive, String message) throws Exception {
        assertThat(ConfigurationCheck.messages("server { listen 127.0.0.1:18080; location / { " + directive + " } }"))
                .containsExactly(message);
    }
}
