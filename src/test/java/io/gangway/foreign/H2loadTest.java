package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RunningSite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** h2load of nghttp2: all requests of a load succeed, over HTTP/2 in and out. */
class H2loadTest {
    private static final Pattern REQUESTS = Pattern.compile("requests: .*");
    private static final String ALL_OF_5000 =
            "requests: 5000 total, 5000 started, 5000 done, 5000 succeeded, 0 failed, 0 errored, 0 timeout";

    @RegisterExtension
    static final RunningSite SITE =
            RunningSite.of("""
            events {}
            http {
                upstream next { server 127.0.0.1:%{port:backend}; keepalive 4; }
                client_max_body_size 1m;
                server {
                    listen 127.0.0.1:%{port};
                    http2 on;
                    keepalive_requests 100000;
                    root html;
                    location /backend/ { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://next/; }
                    location /streams/ { proxy_http_version 2; proxy_pass http://next/; }
                }
                server {
                    listen 127.0.0.1:%{port:short};
                    http2 on;
                    keepalive_requests 100;
                    root html;
                }
                server {
                    listen 127.0.0.1:%{port:backend};
                    http2 on;
                    keepalive_requests 500;
                    root html;
                }
            }
            """).file("html/small", "s".repeat(29)).file("html/large", "l".repeat(200_000));

    private static String program;

    @BeforeAll
    static void find() {
        program = ForeignProgram.assume("h2load");
    }

    private static String load(int port, String target, int requests, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(program, "-n" + requests, "-c4", "-m25", "-t1"));
        command.addAll(List.of(options));
        command.add("http://127.0.0.1:" + port + target);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher requestsLine = REQUESTS.matcher(output);
        assertThat(requestsLine.find()).as(output).isTrue();
        return requestsLine.group();
    }

    @ParameterizedTest
    @CsvSource({
        "/small, 5000",
        "/large, 200",
        "/backend/small, 5000",
        "/backend/large, 200",
        "/streams/small, 5000",
        "/streams/large, 200"
    })
    void all_requests_succeed(String target, int requests) throws IOException {
        assertThat(load(SITE.port(), target, requests)).isEqualTo(ALL_OF_5000.replace("5000", requests + ""));
    }

    /** h2load does not connect again: what was sent after the last request is not served. */
    @Test
    void a_connection_serves_as_many_requests_as_keepalive_requests_says() throws IOException {
        assertThat(load(SITE.port("short"), "/small", 5000)).contains(" 400 succeeded, ");
    }
}
