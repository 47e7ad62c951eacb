package io.gangway.fastcgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedFastcgi;
import io.gangway.testing.Site;
import java.io.EOFException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fastcgi_pass} against a scripted FastCGI server. */
class FastcgiTest {
    private ScriptedFastcgi backend;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        backend = ScriptedFastcgi.start(ScriptedFastcgi.ok("hello"));
        site = Site.create();
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        backend.close();
        site.close();
        assertThat(backend.failures()).isEmpty();
    }

    private int start(String location) throws Exception {
        return startHttp("server { listen 127.0.0.1:%{port}; server_name s; location / { " + location + " } }");
    }

    private int startHttp(String http) throws Exception {
        site.config("error_log %{dir}/error.log info;\n"
                + http.replace("%{fcgi}", "127.0.0.1:" + backend.port())
                        .replace("PASS", "fastcgi_pass 127.0.0.1:" + backend.port() + ";"));
        server = GangwayServer.start(site);
        return server.port();
    }

    private String errorLog() throws Exception {
        return Files.readString(site.dir().resolve("error.log"), ISO_8859_1);
    }

    private static RawResponse post(int port, String body) throws Exception {
        return RawHttp.send(
                port,
                "POST /form HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
    }

    // ---- the request

    @Test
    void a_script_that_is_split_off_has_an_index_too() throws Exception {
        int port = start("fastcgi_index index.php; fastcgi_split_path_info ^(/a/)(.*)$;"
                + " fastcgi_param SCRIPT_NAME $fastcgi_script_name; fastcgi_param PATH_INFO $fastcgi_path_info; PASS");

        RawHttp.get(port, "/a/b");

        assertThat(backend.request().params())
                .containsEntry("SCRIPT_NAME", "/a/index.php")
                .containsEntry("PATH_INFO", "b");
    }

    @Test
    void a_request_becomes_parameters() throws Exception {
        int port = start("include fastcgi_params; fastcgi_param X_EMPTY $arg_none; PASS");

        RawResponse response = RawHttp.get(port, "/a/b.php?c=d");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.field("Content-Type")).isEqualTo("text/plain");
        assertThat(backend.request().params())
                .containsEntry("SCRIPT_NAME", "/a/b.php")
                .containsEntry("QUERY_STRING", "c=d")
                .containsEntry("REQUEST_METHOD", "GET")
                .containsEntry("X_EMPTY", "")
                .containsEntry("HTTP_HOST", "localhost")
                .doesNotContainKey("HTTPS");
        assertThat(backend.request().keep()).isFalse();
        assertThat(backend.request().records()).endsWith(" 4:0 5:0");
    }

    @Test
    void client_fields_become_parameters() throws Exception {
        int port = start("fastcgi_param HTTP_HIDDEN ''; fastcgi_param HTTP_SET yes; PASS");

        RawHttp.send(
                port,
                "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-One-Two: 1\r\nx-one-two: 2\r\n"
                        + "Cookie: a\r\nCookie: b\r\nHidden: secret\r\nSet: no\r\n\r\n");

        assertThat(backend.request().params())
                .containsEntry("HTTP_X_ONE_TWO", "1, 2")
                .containsEntry("HTTP_COOKIE", "a; b")
                .containsEntry("HTTP_SET", "yes")
                .containsEntry("HTTP_CONNECTION", "close")
                .doesNotContainKey("HTTP_HIDDEN");
    }

    @Test
    void client_fields_are_left_out_if_configured() throws Exception {
        int port = start("fastcgi_param A b; fastcgi_pass_request_headers off; PASS");

        RawHttp.get(port, "/");

        assertThat(backend.request().params())
                .hasSize(2)
                .containsEntry("A", "b")
                .containsEntry("HTTP_HOST", "localhost");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 32768, 32769, 100_000, 3_000_000})
    void a_body_is_sent_in_records(int length) throws Exception {
        int port = start("include fastcgi_params; client_max_body_size 4m; PASS");
        String body = "0123456789".repeat(length / 10 + 1).substring(0, length);

        assertThat(post(port, body).status()).isEqualTo(200);

        assertThat(backend.request().body()).isEqualTo(body);
        assertThat(backend.request().params()).containsEntry("CONTENT_LENGTH", Integer.toString(length));
        assertThat(backend.request().records()).endsWith(" 5:0").doesNotContain(" 5:32769");
    }

    @Test
    void a_body_in_chunks_has_a_length_once_it_is_buffered() throws Exception {
        int port = start("include fastcgi_params; PASS");

        RawHttp.send(
                port,
                "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

        assertThat(backend.request().body()).isEqualTo("abcde");
        assertThat(backend.request().params()).containsEntry("CONTENT_LENGTH", "5");
    }

    @Test
    void a_body_can_be_streamed() throws Exception {
        int port = start("include fastcgi_params; fastcgi_request_buffering off; PASS");

        assertThat(post(port, "x".repeat(50_000)).status()).isEqualTo(200);

        assertThat(backend.request().body()).isEqualTo("x".repeat(50_000));
    }

    @Test
    void a_body_is_left_out_if_configured() throws Exception {
        int port = start("fastcgi_pass_request_body off; PASS");

        assertThat(post(port, "abc").status()).isEqualTo(200);

        assertThat(backend.request().body()).isEmpty();
    }

    @Test
    void too_many_parameters_give_500() throws Exception {
        int port = start("set $a $arg_a$arg_a$arg_a$arg_a; set $b $a$a$a$a; fastcgi_param B $b$b; PASS");

        assertThat(RawHttp.get(port, "/?a=" + "x".repeat(2500)).status()).isEqualTo(500);
        assertThat(errorLog()).contains("[alert]").contains("fastcgi request record is too big: 8");
    }

    @ParameterizedTest
    @CsvSource({
        "/, /index.php, ''",
        "/dir/, /dir/index.php, ''",
        "/x.php, /x.php, ''",
        "/x.php/info/a, /x.php, /info/a",
        "/x.php/, /x.php, /"
    })
    void the_script_name_has_the_index_and_the_path_info_the_rest(String uri, String script, String info)
            throws Exception {
        int port = start("fastcgi_index index.php; fastcgi_split_path_info ^(.+\\.php)(/.*)$; "
                + "fastcgi_param S $fastcgi_script_name; fastcgi_param I $fastcgi_path_info; PASS");

        RawHttp.get(port, uri);

        assertThat(backend.request().params()).containsEntry("S", script).containsEntry("I", info);
    }

    // ---- the response

    @Test
    void status_and_fields_are_passed_on() throws Exception {
        backend.respond((request, response) -> response.out(
                        "Status: 404 Gone Away\r\nX-A: b\r\nServer: mine\r\nX-Powered-By: PHP\r\n\r\nnone")
                .end());
        int port = start("fastcgi_hide_header X-Powered-By; PASS");

        RawResponse response = RawHttp.get(port, "/");

        assertThat(response.head()).startsWith("HTTP/1.1 404 Gone Away\r\n");
        assertThat(response.field("X-A")).isEqualTo("b");
        assertThat(response.field("Server")).isEqualTo("mine");
        assertThat(response.field("Status")).isNull();
        assertThat(response.field("X-Powered-By")).isNull();
        assertThat(response.body()).isEqualTo("none");
    }

    @Test
    void a_location_without_a_status_is_a_redirect() throws Exception {
        backend.respond(
                (request, response) -> response.out("Location: /next\r\n\r\n").end());
        int port = start("PASS");

        RawResponse response = RawHttp.get(port, "/");

        assertThat(response.head()).startsWith("HTTP/1.1 302 Moved Temporarily\r\n");
        assertThat(response.field("Location")).isEqualTo("/next");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 100})
    void records_may_arrive_in_any_pieces(int size) throws Exception {
        backend.respond((request, response) -> response.inSegmentsOf(size)
                .record(6, "Content-Ty", 3)
                .error("a note\n")
                .record(6, "pe: text/x\r\nX: y\r", 0)
                .record(6, "\n\r\nbo", 7)
                .record(6, "dy", 1)
                .end());
        int port = start("PASS");

        RawResponse response = RawHttp.get(port, "/");

        assertThat(response.field("Content-Type")).isEqualTo("text/x");
        assertThat(response.body()).isEqualTo("body");
        assertThat(errorLog())
                .contains("FastCGI sent in stderr: \"a")
                .contains(" while reading response header from upstream, client: ")
                .contains("upstream: \"fastcgi://127.0.0.1:" + backend.port() + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fastcgi_buffering off;", "fastcgi_keep_conn on;"})
    void a_large_response_is_complete(String directives) throws Exception {
        String piece = "0123456789abcdef".repeat(2048);
        backend.respond((request, response) -> {
            response.out("\r\n");
            for (int i = 0; i < 100; i++) {
                response.out(piece);
            }
            response.end();
            if (!request.keep()) {
                response.close();
            }
        });
        int port = start(directives + " PASS");

        assertThat(RawHttp.get(port, "/").body()).isEqualTo(piece.repeat(100));
    }

    @Test
    void a_connection_is_kept_if_configured() throws Exception {
        int port = startHttp("upstream u { server %{fcgi}; keepalive 2; } server { listen 127.0.0.1:%{port}; "
                + "location / { fastcgi_keep_conn on; fastcgi_pass u; } }");

        assertThat(RawHttp.get(port, "/1").body()).isEqualTo("hello");
        assertThat(RawHttp.get(port, "/2").body()).isEqualTo("hello");

        assertThat(backend.requests()).hasSize(2).allMatch(ScriptedFastcgi.Request::keep);
        assertThat(backend.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void a_head_request_gets_no_body() throws Exception {
        int port = start("PASS");

        RawResponse response = RawHttp.send(port, "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(response.status()).isEqualTo(200);
        assertThat(backend.request().params()).containsKey("HTTP_HOST");
    }

    // ---- failures

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2,6,0,1,0,0,0,0 | upstream sent unsupported FastCGI protocol version: 2",
                "1,9,0,1,0,0,0,0 | upstream sent invalid FastCGI record type: 9",
                "1,6,1,1,0,0,0,0 | upstream sent unexpected FastCGI request id high byte: 1",
                "1,6,0,2,0,0,0,0 | upstream sent unexpected FastCGI request id low byte: 2",
                "1,6,0,1,0,0,0,0 | upstream prematurely closed FastCGI stdout",
                "1,3,0,1,0,0,0,0 | upstream sent unexpected FastCGI record: 3"
            })
    void an_invalid_record_gives_502(String bytes, String text) throws Exception {
        StringBuilder record = new StringBuilder();
        for (String b : bytes.split(",")) {
            record.append((char) Integer.parseInt(b));
        }
        backend.respond((request, response) -> response.raw(record.toString()));
        int port = start("PASS");

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(errorLog()).contains(text + " while reading response header from upstream");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Status: abc | upstream sent invalid status \"abc\"", "no colon | upstream sent invalid header"})
    void an_invalid_head_gives_502(String line, String text) throws Exception {
        backend.respond((request, response) -> response.out(line + "\r\n\r\n").end());
        int port = start("PASS");

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(errorLog()).contains(text);
    }

    @Test
    void a_head_that_is_too_long_gives_502() throws Exception {
        backend.respond((request, response) ->
                response.out("X: " + "y".repeat(5000) + "\r\n\r\n").end());
        int port = start("PASS");

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(errorLog()).contains("upstream sent too big header while reading response header from upstream");
    }

    @Test
    void a_connection_that_closes_before_the_head_gives_502() throws Exception {
        backend.respond((request, response) -> response.close());
        int port = start("PASS");

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(errorLog())
                .contains("upstream prematurely closed connection while reading response header from upstream");
    }

    @Test
    void a_response_that_breaks_off_within_a_record_is_incomplete() throws Exception {
        backend.respond((request, response) -> {
            response.out("Content-Length: 10\r\n\r\n").raw("\1\6\0\1\0\12\0\0abc");
            response.close();
        });
        int port = start("PASS");

        assertThatThrownBy(() -> RawHttp.get(port, "/"))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("after 3 of");
        assertThat(errorLog()).contains("upstream prematurely closed connection while reading upstream");
    }

    @Test
    void an_invalid_record_in_the_body_breaks_it_off() throws Exception {
        backend.respond((request, response) ->
                response.out("Content-Length: 10\r\n\r\nabc").raw("\2\6\0\1\0\12\0\0abc"));
        int port = start("PASS");

        assertThatThrownBy(() -> RawHttp.get(port, "/")).isInstanceOf(EOFException.class);
        assertThat(errorLog()).contains("upstream sent unsupported FastCGI protocol version: 2 while reading upstream");
    }

    @Test
    void a_connection_is_not_closed_before_the_last_record() throws Exception {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        backend.respond((request, response) -> {
            response.out("Content-Length: 4\r\n\r\nbody").record(6, "", 0);
            sent.join();
            response.record(3, "\0\0\0\0\0\0\0\0", 0);
        });
        int port = start("PASS");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
            StringBuilder text = new StringBuilder();
            while (text.indexOf("body") < 0) {
                text.append(client.readExactly(1));
            }
            sent.complete(null);
            assertThat(client.readUntilEnd()).isEmpty();
        }
        assertThat(errorLog()).doesNotContain("[error]");
    }

    @Test
    void a_text_in_stderr_can_make_the_response_invalid() throws Exception {
        backend.respond((request, response) ->
                response.error("PHP Fatal error: x").out("\r\nbody").end());
        int port = start("fastcgi_catch_stderr 'PHP Warning'; fastcgi_catch_stderr 'PHP Fatal'; PASS");

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(errorLog()).contains("FastCGI sent in stderr: \"PHP Fatal error: x\" while reading response header");
    }

    @Test
    void the_next_server_is_tried_after_a_failure() throws Exception {
        try (ScriptedFastcgi second = ScriptedFastcgi.start(ScriptedFastcgi.ok("second"))) {
            backend.respond((request, response) -> response.close());
            int port = startHttp("upstream u { server %{fcgi}; server 127.0.0.1:" + second.port()
                    + " backup; } server { listen 127.0.0.1:%{port}; location / { fastcgi_pass u; } }");

            assertThat(RawHttp.get(port, "/").body()).isEqualTo("second");
        }
    }

    @Test
    void a_server_that_hangs_gives_504() throws Exception {
        backend.respond((request, response) -> {});
        int port = start("fastcgi_read_timeout 200ms; PASS");

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(504);
        assertThat(errorLog())
                .contains("upstream timed out (110: Connection timed out) while reading response header from upstream");
    }

    @Test
    void errors_can_be_intercepted() throws Exception {
        backend.respond(
                (request, response) -> response.out("Status: 500\r\n\r\ntheirs").end());
        int port = start("error_page 500 /own; fastcgi_intercept_errors on; location = /own { return 200 ours; } PASS");

        RawResponse response = RawHttp.get(port, "/");

        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("ours");
    }

    @Test
    void an_accelerated_redirect_is_followed() throws Exception {
        backend.respond((request, response) ->
                response.out("X-Accel-Redirect: /own\r\n\r\n").end());
        int port = start("location = /own { return 200 $uri; } PASS");

        assertThat(RawHttp.get(port, "/").body()).isEqualTo("/own");
    }

    @Test
    void an_address_may_have_variables() throws Exception {
        int port = startHttp("server { listen 127.0.0.1:%{port}; location /a { fastcgi_pass 127.0.0.1:$arg_p; } }");

        assertThat(RawHttp.get(port, "/a?p=" + backend.port()).body()).isEqualTo("hello");
        assertThat(RawHttp.get(port, "/a?p=x").status()).isEqualTo(500);
        assertThat(errorLog()).contains("invalid port in upstream \"127.0.0.1:x\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proxy_pass http://127.0.0.1:%{dead}; PASS | 200",
                "PASS proxy_pass http://127.0.0.1:%{dead}; | 502",
                "proxy_pass http://127.0.0.1:%{dead}; if ($arg_a) { PASS } | 200",
                "PASS if ($arg_a) { proxy_pass http://127.0.0.1:%{dead}; } | 502",
                "PASS if ($arg_a) { set $b c; } | 200"
            })
    void the_last_pass_of_a_level_applies(String directives, int status) throws Exception {
        int port = start(directives);

        assertThat(RawHttp.get(port, "/?a=1").status()).isEqualTo(status);
    }
}
