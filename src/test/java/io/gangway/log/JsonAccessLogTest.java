package io.gangway.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The predefined format {@code json}: each line is an object that another program's parser reads. */
class JsonAccessLogTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Site site;
    private Gangway gangway;

    private void serve(String http) throws IOException {
        site = Site.of("events {}\nhttp {\n" + http + "\n}\n")
                .file("logs/here", "")
                .file("html/a.txt", "hello");
        gangway = Gangway.read(site.conf()).start();
    }

    @AfterEach
    void stop() throws IOException {
        gangway.close();
        site.close();
    }

    @Test
    void a_line_has_the_fields_of_the_request() throws IOException {
        serve("access_log logs/f json; server { listen 127.0.0.1:%{port}; server_name here; location /a { } }");
        get("/a.txt?x=%22", "Referer: http://from/\"here\"", "User-Agent: test/1");

        JsonNode line = line();
        assertThat(line.get("time").asString()).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}[+-]\\d{2}:\\d{2}");
        assertThat(line.get("client").asString()).isEqualTo("127.0.0.1");
        assertThat(line.get("method").asString()).isEqualTo("GET");
        assertThat(line.get("scheme").asString()).isEqualTo("http");
        assertThat(line.get("uri").asString()).isEqualTo("/a.txt?x=%22");
        assertThat(line.get("protocol").asString()).isEqualTo("HTTP/1.1");
        assertThat(line.get("status").asInt()).isEqualTo(200);
        assertThat(line.get("body_bytes_sent").asInt()).isEqualTo(5);
        assertThat(line.get("bytes_sent").asInt()).isGreaterThan(100);
        assertThat(line.get("request_time").isNumber()).isTrue();
        assertThat(line.get("referer").asString()).isEqualTo("http://from/\"here\"");
        assertThat(line.get("user_agent").asString()).isEqualTo("test/1");
        assertThat(line.get("server").asString()).isEqualTo("here");
        assertThat(line.get("location").asString()).isEqualTo("/a");
    }

    @Test
    void a_field_without_a_value_is_left_out() throws IOException {
        serve("access_log logs/f json; server { listen 127.0.0.1:%{port}; server_name ''; return 204; }");
        get("/");

        assertThat(line().propertyNames())
                .contains("status")
                .doesNotContain("user", "referer", "user_agent", "server", "location", "upstream", "websocket_age");
    }

    @Test
    void the_status_of_an_http_0_9_request_is_a_number() throws IOException {
        serve("access_log logs/f json; server { listen 127.0.0.1:%{port}; }");
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("GET /\r\n").readUntilEnd();
        }

        assertThat(line().get("status").isNumber()).isTrue();
    }

    @Test
    void a_request_that_cannot_be_parsed_is_an_object() throws IOException {
        serve("access_log logs/f json; server { listen 127.0.0.1:%{port}; }");
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send("\u0016\u0003\u0001\u0000\r\n\r\n").readUntilEnd();
        }

        assertThat(line().get("status").asInt()).isEqualTo(400);
    }

    @Test
    void bytes_that_are_not_utf_8_are_replaced() throws IOException {
        serve("access_log logs/f json; server { listen 127.0.0.1:%{port}; return 204; }");
        get("/", "User-Agent: \u00c3\u00a9 \u00ff \u0001 \\ \t.");

        assertThat(line().get("user_agent").asString()).isEqualTo("\u00e9 \ufffd \u0001 \\ \t.");
    }

    @Test
    void each_attempt_of_an_upstream_is_an_object() throws IOException {
        try (ScriptedUpstream bad = ScriptedUpstream.start((request, connection) -> connection.close());
                ScriptedUpstream good = ScriptedUpstream.start(
                        (request, connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))) {
            serve("access_log logs/f json; upstream both { server 127.0.0.1:" + bad.port() + "; server 127.0.0.1:"
                    + good.port() + " backup; } server { listen 127.0.0.1:%{port};"
                    + " location / { proxy_pass http://both; } }");
            get("/");

            JsonNode attempts = line().get("upstream");
            assertThat(attempts).hasSize(2);
            assertThat(attempts.get(0).get("addr").asString()).isEqualTo("127.0.0.1:" + bad.port());
            assertThat(attempts.get(0).get("status").asInt()).isEqualTo(502);
            assertThat(attempts.get(0).has("header_time")).isFalse();
            assertThat(attempts.get(1).get("addr").asString()).isEqualTo("127.0.0.1:" + good.port());
            assertThat(attempts.get(1).get("status").asInt()).isEqualTo(200);
            assertThat(attempts.get(1).get("header_time").isNumber()).isTrue();
            assertThat(attempts.get(1).get("response_time").isNumber()).isTrue();
        }
    }

    @Test
    void a_format_of_that_name_in_the_file_takes_precedence() throws IOException {
        serve("log_format json '$uri'; access_log logs/f json; server { listen 127.0.0.1:%{port}; return 204; }");
        get("/own");

        assertThat(lines()).containsExactly("/own");
    }

    private void get(String target, String... fields) throws IOException {
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send(RawHttp.request("GET", target, fields)).readUntilEnd();
        }
    }

    private JsonNode line() throws IOException {
        List<String> lines = lines();
        assertThat(lines).hasSize(1);
        return JSON.readTree(lines.get(0));
    }

    private List<String> lines() throws IOException {
        gangway.close();
        return Files.readAllLines(site.dir().resolve("logs/f"), StandardCharsets.UTF_8);
    }
}
