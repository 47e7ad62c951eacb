package io.gangway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.Gangway;
import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Access log lines of real requests. A line has been written when the connection has ended. */
class AccessLogTest {
    /** More than the buffers of both sockets hold. */
    private static final int BIG = 32 << 20;

    private static final String PARTIAL = "log_format f '$status $request_method $request|$uri|$host|$http_user_agent|"
            + "$server_protocol|$request_length|$bytes_sent'; access_log logs/f f;"
            + " server { listen 127.0.0.1:%{port}; server_name here; client_header_timeout 10s;"
            + " location /status { access_log off; stub_status; } }";

    private final TestClock clock = TestClock.stopped();
    private Site site;
    private Gangway gangway;

    private void serve(String http) throws IOException {
        site = Site.of("error_log logs/error.log info;\nevents {}\nhttp {\n" + http + "\n}\n")
                .file("logs/here", "")
                .file("html/a.txt", "hello");
        gangway = Gangway.builder()
                .environment(new Environment(site.dir(), site.conf(), null, ""))
                .clock(clock)
                .read()
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        gangway.close();
        assertThat(OpenFiles.below(site.dir())).isEmpty();
        site.close();
    }

    @Test
    void without_a_directive_the_combined_format_goes_to_the_default_file() throws IOException {
        serve("server { listen 127.0.0.1:%{port}; }");
        get("/a.txt?x=%22", "Referer: http://from/\"here\"", "User-Agent: t\u00e9st/1");
        assertThat(lines("logs/access.log"))
                .singleElement()
                .asString()
                .matches("127\\.0\\.0\\.1 - - \\[\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} [+-]\\d{4}] "
                        + "\"GET /a\\.txt\\?x=%22 HTTP/1\\.1\" 200 5 "
                        + "\"http://from/\\\\x22here\\\\x22\" \"t\\\\xE9st/1\"");
    }

    @Test
    void a_missing_value_is_written_as_a_dash() throws IOException {
        serve("log_format f '$remote_user|$http_referer|$arg_x|$http_x';"
                + " access_log logs/f f; server { listen 127.0.0.1:%{port}; }");
        get("/a.txt?x=", "X:");
        assertThat(lines("logs/f")).containsExactly("-|-||");
    }

    @Test
    void the_strings_of_a_format_are_joined() throws IOException {
        serve(
                "log_format f escape=json '{\"uri\":\"$uri\",' '\"agent\":\"${http_user_agent}\",'\n '\"none\":\"$arg_q\"}';"
                        + " access_log logs/f f; server { listen 127.0.0.1:%{port}; }");
        get("/a%22b%0a", "User-Agent: \\");
        assertThat(lines("logs/f")).containsExactly("{\"uri\":\"/a\\\"b\\n\",\"agent\":\"\\\\\",\"none\":\"\"}");
    }

    @Test
    void each_log_gets_the_line_when_its_condition_is_true() throws IOException {
        serve("log_format f '$uri'; server { listen 127.0.0.1:%{port};"
                + " access_log logs/all f; access_log logs/some f if=$arg_log; return 204; }");
        get("/1");
        get("/2?log=0");
        get("/3?log=");
        get("/4?log=00");
        assertThat(lines("logs/all")).containsExactly("/1", "/2", "/3", "/4");
        assertThat(lines("logs/some")).containsExactly("/4");
    }

    @Test
    void logs_of_a_level_replace_those_of_outer_levels() throws IOException {
        serve("log_format f '$uri'; access_log logs/http f; server { listen 127.0.0.1:%{port};"
                + " location /http { return 204; }"
                + " location /own { access_log logs/own f; return 204; }"
                + " location /off { access_log logs/own f; access_log off; return 204; }"
                + " location /if { if ($arg_q) { access_log logs/if f; return 204; } return 200 x; } }");
        for (String uri : List.of("/http", "/own", "/off", "/if", "/if?q=1")) {
            get(uri);
        }
        assertThat(lines("logs/http")).containsExactly("/http", "/if");
        assertThat(lines("logs/own")).containsExactly("/own");
        assertThat(lines("logs/if")).containsExactly("/if");
    }

    @Test
    void status_and_sizes_are_those_of_the_response() throws IOException {
        serve("log_format f '$status $body_bytes_sent $request_length $request_time'; access_log logs/f f;"
                + " server { listen 127.0.0.1:%{port}; server_tokens off; location /n { return 200 12345; } }");
        get("/n");
        RawHttp.send(site.port(), RawHttp.request("HEAD", "/n"));
        get("/404");
        int length = RawHttp.request("GET", "/n").length();
        assertThat(lines("logs/f"))
                .satisfiesExactly(
                        line -> assertThat(line).matches("200 5 " + length + " \\d+\\.\\d{3}"),
                        line -> assertThat(line).matches("200 0 " + (length + 1) + " \\d+\\.\\d{3}"),
                        line -> assertThat(line).matches("404 14[0-9] " + (length + 2) + " \\d+\\.\\d{3}"));
    }

    @Test
    void a_bad_request_is_logged_as_far_as_it_was_parsed() throws IOException {
        serve("log_format f '$status \"$request\" $uri'; access_log logs/f f; server { listen 127.0.0.1:%{port}; }");
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /\0 \"x\" HTTP/1.1\r\n\r\n").readUntilEnd();
        }
        assertThat(lines("logs/f")).singleElement().asString().startsWith("400 \"GET /\\x00 \\x22x\\x22 HTTP/1.1\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "'GET /a?b HTTP/1.1;Host: a b;;'         | 400 GET /a b HTTP/1.1 [a b] 30",
                "'GET /%zz HTTP/1.1;Host: x;;'           | 400 GET  - HTTP/1.1 [-] 19",
                "'GET /a HTTP/2.1;Host: x;;'             | 505 - - -  [-] 0",
                "'GET /a HTTP/1.1x;Host: x;;'            | 400 - - -  [-] 0",
                "'get / HTTP/1.1;;'                      | 400 - - - - [-] 0",
                "'GET /a HTTP/1.1;Host: x;: y;;'         | 400 GET /a - HTTP/1.1 [x] 26",
                "'GET /a HTTP/1.1;Host: x;Host: y;;'     | 400 GET /a - HTTP/1.1 [x] 35",
            })
    void a_refused_request_is_logged_with_the_values_of_nginx(String head, String line) throws IOException {
        serve("log_format f '$status $request_method $uri $args $server_protocol [$http_host] $request_length';"
                + " access_log logs/f f; server { listen 127.0.0.1:%{port}; }");
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send(head.replace(";", "\r\n")).readUntilEnd();
        }
        assertThat(lines("logs/f")).containsExactly(line);
    }

    @Test
    void a_location_field_is_logged_as_it_was_sent() throws IOException {
        serve("log_format f '$sent_http_location'; access_log logs/f f;"
                + " server { listen 127.0.0.1:%{port}; return 301 /x$sent_http_location; }");
        get("/");
        assertThat(lines("logs/f")).containsExactly("http://localhost:" + site.port() + "/x");
    }

    @Test
    void a_request_that_times_out_is_logged_as_far_as_it_was_read() throws IOException {
        serve(PARTIAL);
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /a?b HTTP/1.1\r\nHost: x\r\nUser-Ag");
            await().until(
                            () -> RawHttp.get(site.port(), "/status").body(),
                            status -> status.contains("Reading: 1 Writing: 1"));
            clock.advance(Duration.ofSeconds(11));
            assertThat(client.readUntilEnd()).isEmpty();
        }
        assertThat(lines("logs/f")).containsExactly("408 GET GET /a?b HTTP/1.1|/a|x|-|HTTP/1.1|28|0");
        assertThat(Files.readString(site.dir().resolve("logs/error.log")))
                .contains("client timed out (110: Connection timed out) while reading client request headers, "
                        + "client: 127.0.0.1, server: here, request: \"GET /a?b HTTP/1.1\", host: \"x\"");
    }

    @Test
    void a_request_that_breaks_off_is_logged_as_far_as_it_was_read() throws IOException {
        serve(PARTIAL);
        for (String start : List.of("GET /a HTT", "\r\n", "GET /a HTTP/1.1\r\n")) {
            try (RawConnection client = RawHttp.connect(site.port())) {
                client.send(start);
                client.halfClose();
                assertThat(client.readUntilEnd()).isEmpty();
            }
        }
        assertThat(lines("logs/f"))
                .containsExactly(
                        "400 - GET /a HTT|-|here|-||0|0",
                        "400 - |-|here|-|-|0|0",
                        "400 GET GET /a HTTP/1.1|/a|here|-|HTTP/1.1|17|0");
    }

    @Test
    void a_client_that_sends_nothing_is_not_logged() throws IOException {
        serve(PARTIAL);
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.halfClose();
            assertThat(client.readUntilEnd()).isEmpty();
        }
        assertThat(lines("logs/f")).isEmpty();
    }

    @Test
    void pipelined_requests_are_logged_in_order() throws IOException {
        serve("log_format f '$connection_requests $uri'; access_log logs/f f;"
                + " server { listen 127.0.0.1:%{port}; return 204; }");
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
                            + RawHttp.request("GET", "/3"))
                    .readUntilEnd();
        }
        assertThat(lines("logs/f")).containsExactly("1 /1", "2 /2", "3 /3");
    }

    @Test
    void a_path_with_variables_names_a_file_for_each_value() throws IOException {
        serve("log_format f '$uri'; server { listen 127.0.0.1:%{port}; access_log logs/$arg_to.log f; return 204; }");
        get("/1?to=a");
        get("/2?to=b");
        get("/3?to=none/c");
        get("/4?to=a");
        assertThat(lines("logs/a.log")).containsExactly("/1", "/4");
        assertThat(lines("logs/b.log")).containsExactly("/2");
        assertThat(Files.readString(site.dir().resolve("logs/error.log")))
                .contains(
                        "[crit]",
                        " open() \"" + site.dir() + "/logs/none/c.log\" failed (2: No such file or directory), ");
    }

    @Test
    void a_path_with_variables_is_not_written_when_the_root_is_missing() throws IOException {
        serve("server { listen 127.0.0.1:%{port}; root nowhere; access_log logs/$uri; return 204; }");
        get("/1");
        assertThat(site.dir().resolve("logs/1")).doesNotExist();
        assertThat(Files.readString(site.dir().resolve("logs/error.log")))
                .contains(" testing \"" + site.dir() + "/nowhere\" existence failed (2: No such file or directory), ");
    }

    @Test
    void buffered_lines_are_written_after_the_flush_time() throws IOException {
        serve("log_format f '$uri'; access_log logs/f f buffer=1k flush=300ms;"
                + " server { listen 127.0.0.1:%{port}; return 204; }");
        get("/1");
        clock.advance(299);
        assertThat(lines("logs/f")).isEmpty();
        clock.advance(1);
        assertThat(lines("logs/f")).containsExactly("/1");
        get("/2");
        assertThat(lines("logs/f")).containsExactly("/1");
        clock.advance(300);
        assertThat(lines("logs/f")).containsExactly("/1", "/2");
    }

    @Test
    void buffered_lines_are_written_when_the_server_stops() throws IOException {
        serve("log_format f '$uri'; access_log logs/f f buffer=1k;"
                + " server { listen 127.0.0.1:%{port}; return 204; }");
        get("/1");
        assertThat(lines("logs/f")).isEmpty();
        gangway.close();
        assertThat(lines("logs/f")).containsExactly("/1");
    }

    @Test
    void compressed_lines_are_written_after_the_flush_time() throws IOException {
        serve("log_format f '$uri'; access_log logs/f f gzip flush=300ms;"
                + " server { listen 127.0.0.1:%{port}; return 204; }");
        get("/1");
        clock.advance(299);
        assertThat(site.dir().resolve("logs/f")).isEmptyFile();
        clock.advance(1);
        await().until(() -> Files.size(site.dir().resolve("logs/f")) > 0);
        assertThat(unpacked("logs/f")).isEqualTo("/1\n");
        get("/2");
        clock.advance(300);
        await().untilAsserted(() -> assertThat(unpacked("logs/f")).isEqualTo("/1\n/2\n"));
    }

    @Test
    void compressed_lines_are_written_in_order_when_the_server_stops() throws IOException {
        serve("log_format f '$arg_n'; access_log logs/f f gzip=9 buffer=20;"
                + " server { listen 127.0.0.1:%{port}; return 204; }");
        StringBuilder expected = new StringBuilder();
        try (RawConnection client = RawHttp.connect(site.port())) {
            for (int i = 0; i < 200; i++) {
                client.send("GET /?n=" + i + " HTTP/1.1\r\nHost: a\r\n\r\n").read("GET");
                expected.append(i).append('\n');
            }
            String longer = "x".repeat(50);
            client.send("GET /?n=" + longer + " HTTP/1.1\r\nHost: a\r\n\r\n").read("GET");
            expected.append(longer).append('\n');
        }
        gangway.close();
        assertThat(unpacked("logs/f")).isEqualTo(expected.toString());
    }

    @Test
    void buffered_lines_are_compressed_into_the_old_file_on_reopen() throws IOException {
        serve("log_format f '$uri'; access_log logs/f f gzip; server { listen 127.0.0.1:%{port}; return 204; }");
        get("/1");
        Files.move(site.dir().resolve("logs/f"), site.dir().resolve("logs/f.1"));
        gangway.reopen();
        get("/2");
        gangway.close();
        assertThat(unpacked("logs/f.1")).isEqualTo("/1\n");
        assertThat(unpacked("logs/f")).isEqualTo("/2\n");
    }

    @Test
    void files_with_variables_stay_open_after_min_uses() throws IOException {
        serve("log_format f '$uri'; access_log logs/$arg_to f; open_log_file_cache max=2 min_uses=2;"
                + " server { listen 127.0.0.1:%{port}; return 204; }");
        Files.createDirectories(site.dir().resolve("logs/d"));
        for (String to : List.of("lru", "lru", "once", "kept", "kept", "once")) {
            get("/1?to=d/" + to);
        }
        assertThat(OpenFiles.below(site.dir().resolve("logs/d")))
                .extracting(path -> path.getFileName().toString())
                .containsExactlyInAnyOrder("kept", "once");
        Files.move(site.dir().resolve("logs/d"), site.dir().resolve("logs/e"));
        for (String to : List.of("lru", "once", "kept")) {
            get("/2?to=d/" + to);
        }
        assertThat(lines("logs/e/lru")).containsExactly("/1", "/1");
        assertThat(lines("logs/e/once")).containsExactly("/1", "/1", "/2");
        assertThat(lines("logs/e/kept")).containsExactly("/1", "/1", "/2");
        gangway.close();
        assertThat(OpenFiles.below(site.dir())).isEmpty();
    }

    @Test
    void a_moved_file_with_variables_is_noticed_after_the_time_of_valid() throws IOException {
        serve("log_format f '$uri'; access_log logs/$arg_to f; open_log_file_cache max=2 valid=1;"
                + " server { listen 127.0.0.1:%{port}; return 204; }");
        get("/1?to=f");
        Files.move(site.dir().resolve("logs/f"), site.dir().resolve("logs/f.1"));
        get("/2?to=f");
        assertThat(lines("logs/f.1")).containsExactly("/1", "/2");
        clock.advance(1001);
        get("/3?to=f");
        assertThat(lines("logs/f")).containsExactly("/3");
    }

    @Test
    void the_pipe_variable_marks_pipelined_requests() throws IOException {
        serve("log_format f '$uri $pipe'; access_log logs/f f; server { listen 127.0.0.1:%{port}; return 204; }");
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
            client.read("GET");
            client.read("GET");
            client.send(RawHttp.request("GET", "/3")).readUntilEnd();
        }
        assertThat(lines("logs/f")).containsExactly("/1 .", "/2 p", "/3 .");
    }

    @Test
    void reopen_creates_a_new_file_after_a_rename() throws IOException {
        serve("log_format f '$uri'; access_log logs/f f; server { listen 127.0.0.1:%{port}; return 204; }");
        get("/1");
        Files.move(site.dir().resolve("logs/f"), site.dir().resolve("logs/f.1"));
        get("/2");
        gangway.reopen();
        get("/3");
        assertThat(lines("logs/f.1")).containsExactly("/1", "/2");
        assertThat(lines("logs/f")).containsExactly("/3");
    }

    @Test
    void bytes_that_a_client_did_not_take_are_not_counted() throws IOException {
        serve("log_format f '$status $body_bytes_sent'; access_log logs/f f; server { listen 127.0.0.1:%{port}; }");
        site.file("html/big", new byte[BIG]);
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send(RawHttp.request("GET", "/big")).readHead();
            client.reset();
        }
        await().untilAsserted(() -> assertThat(lines("logs/f"))
                .singleElement()
                .satisfies(line -> assertThat(Long.parseLong(line.substring(4))).isLessThan(BIG)));
    }

    @Test
    void generations_share_a_file() throws IOException {
        serve("log_format f 'old $uri'; access_log logs/f f; server { listen 127.0.0.1:%{port}; }");
        site.file("html/big", new byte[BIG]);
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send(RawHttp.request("GET", "/big")).readHead();
            site.config(Files.readString(site.conf()).replace("'old ", "'new "));
            gangway.reload();
            get("/a.txt");
            assertThat(OpenFiles.below(site.dir().resolve("logs/f"))).hasSize(2);
            client.readUntilEnd();
        }
        await().untilAsserted(() -> assertThat(lines("logs/f")).containsExactly("new /a.txt", "old /big"));
        await().untilAsserted(() ->
                assertThat(OpenFiles.below(site.dir().resolve("logs/f"))).hasSize(1));
    }

    @Test
    void a_refused_reload_leaves_no_file_open() throws IOException {
        serve("access_log logs/f; server { listen 127.0.0.1:%{port}; return 204; }");
        List<Path> before = OpenFiles.below(site.dir());
        site.config(Files.readString(site.conf()).replace("return 204", "access_log logs/g; access_log none/h"));
        assertThatThrownBy(gangway::reload).isInstanceOf(ConfException.class).hasMessageStartingWith("open() ");
        assertThat(OpenFiles.below(site.dir())).containsExactlyInAnyOrderElementsOf(before);
        get("/1");
        assertThat(lines("logs/f")).hasSize(1);
    }

    private void get(String target, String... fields) throws IOException {
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send(RawHttp.request("GET", target, fields)).readUntilEnd();
        }
    }

    private String unpacked(String file) throws IOException {
        try (InputStream in =
                new GZIPInputStream(Files.newInputStream(site.dir().resolve(file)))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(site.dir().resolve(file), StandardCharsets.ISO_8859_1);
    }
}
