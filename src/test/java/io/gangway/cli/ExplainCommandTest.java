package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Site;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jetty.util.ajax.JSON;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplainCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Site site;

    @BeforeEach
    void create() throws IOException {
        site = Site.of("""
                server {
                    listen 80;
                    location / { return 200; }
                    location /loop { rewrite ^ /loop last; }
                    location /caf\u00c3\u00a9 { return 200; }
                }
                """);
    }

    @AfterEach
    void delete() throws IOException {
        try (Stream<Path> files = Files.list(site.dir())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("logs", "nginx.conf");
        }
        try (Stream<Path> logs = Files.list(site.dir().resolve("logs"))) {
            assertThat(logs).isEmpty();
        }
        site.close();
    }

    private int explain(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-p", site.dir().toString(), "-c", "nginx.conf"));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private int run(String... arguments) {
        return new ExplainCommand(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void steps_are_aligned_after_the_file_and_line() {
        assertThat(explain("http://a/")).isZero();

        assertThat(printed())
                .startsWith("GET / HTTP/1.1  http://a/\n\nnginx.conf:5  listen     listen 0.0.0.0:80 accepts")
                .contains("\nnginx.conf:6  rewrite    return: responds with 200\n")
                .doesNotContain("\u001b");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void json_is_one_line() {
        assertThat(explain("--json", "http://a/caf%C3%A9")).isZero();

        assertThat(printed().lines()).hasSize(1);
        Map<?, ?> result = (Map<?, ?>) ((Map<?, ?>) new JSON().fromJSON(printed())).get("result");
        assertThat(result.get("uri")).isEqualTo("/café");
        assertThat(((Map<?, ?>) result.get("location")).get("name")).isEqualTo("/café");
        assertThat(result.get("status")).isEqualTo(200L);
    }

    @Test
    void options_change_the_request() {
        assertThat(explain("-X", "POST", "-H", "Cookie: a=b", "--header=X-One:1", "--websocket", "http://a/"))
                .isZero();

        assertThat(printed()).startsWith("POST / HTTP/1.1");
        out.reset();
        assertThat(explain("--json", "-H", "Cookie: a=b", "--websocket", "http://a/"))
                .isZero();
        assertThat(printed()).contains("Cookie: a=b\\r\\nUpgrade: websocket\\r\\n");
    }

    @Test
    void a_problem_of_the_server_has_exit_status_1() {
        assertThat(explain("http://a/loop")).isEqualTo(1);
        assertThat(printed())
                .endsWith("Problem\n    rewrite or internal redirection cycle while processing \"/loop\"\n");
    }

    @Test
    void what_cannot_be_explained_has_exit_status_2_and_a_clear_error() throws IOException {
        fails("no URL to explain; \"gangway explain --help\" shows how");
        fails("two URLs: \"http://a/\" and \"http://b/\"", "http://a/", "http://b/");
        fails("unknown option \"--jsn\"; did you mean \"--json\"?", "--jsn", "/");
        fails("option \"-H\" requires a value", "/", "-H");
        fails("header \"nothing\" has no colon (expected: 'Name: value')", "/", "-H", "nothing");
        fails("unknown scheme \"gopher\" in \"gopher://a/\" (expected: http, https, ws or wss)", "gopher://a/");
        site.config("server { listen 80; nonsense; }");
        fails("[emerg] unknown directive \"nonsense\" in " + site.conf() + ":4", "/");
        assertThat(run("-c", "/nowhere/nginx.conf", "/")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("gangway: [emerg] open() \"/nowhere/nginx.conf\" failed (2: No such file or directory)\n");
    }

    private void fails(String message, String... arguments) {
        assertThat(explain(arguments)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("gangway: " + message + "\n");
        assertThat(printed()).isEmpty();
        err.reset();
    }

    @Test
    void help_is_printed_to_stdout() {
        assertThat(run("--help")).isZero();
        assertThat(printed()).startsWith("Usage: gangway explain");
    }
}
