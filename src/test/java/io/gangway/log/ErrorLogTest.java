package io.gangway.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.conf.Environment;
import io.gangway.errorlog.LogLevel;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ErrorLogTest {
    private static final String PREFIX = "\\d{4}/\\d{2}/\\d{2} \\d{2}:\\d{2}:\\d{2} \\[error] "
            + ProcessHandle.current().pid() + "#\\d+: ";

    private Site site;
    private Gangway gangway;

    private void serve(String main, String http, String errorLog) throws IOException {
        site = Site.of(main + "\nevents {}\nhttp {\naccess_log off;\n" + http + "\n}\n")
                .file("logs/here", "");
        gangway = Gangway.read(new Environment(site.dir(), site.conf(), errorLog, ""))
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        gangway.close();
        site.close();
    }

    @Test
    void a_line_about_a_request_has_the_form_of_nginx() throws IOException {
        serve("", "server { listen 127.0.0.1:%{port}; server_name .example.com other; }", null);
        get("/no%0ane?q", "Referer: http://from/\"x\"");
        assertThat(text("logs/error.log"))
                .matches(PREFIX + "\\*1 open\\(\\) \"" + site.dir() + "/html/no\nne\" failed "
                        + "\\(2: No such file or directory\\), client: 127\\.0\\.0\\.1, server: example\\.com, "
                        + "request: \"GET /no%0ane\\?q HTTP/1\\.1\", host: \"localhost\", "
                        + "referrer: \"http://from/\"x\"\"\n");
    }

    @Test
    void a_server_without_name_is_logged_as_empty() throws IOException {
        serve("", "server { listen 127.0.0.1:%{port}; }", null);
        get("/none");
        assertThat(text("logs/error.log")).contains(", client: 127.0.0.1, server: , request: \"GET /none HTTP/1.1\", ");
    }

    @Test
    void a_log_of_a_level_replaces_that_of_the_outer_level() throws IOException {
        serve(
                "error_log logs/main.log;",
                "server { listen 127.0.0.1:%{port}; location /main/ { }"
                        + " location /own/ { error_log logs/own.log; error_log logs/too.log crit; error_log logs/also.log info;"
                        + " location /own/inner/ { } } }",
                null);
        get("/main/1");
        get("/own/2");
        get("/own/inner/3");
        assertThat(targets("logs/main.log")).containsExactly("/main/1");
        assertThat(targets("logs/own.log")).containsExactly("/own/2", "/own/inner/3");
        assertThat(targets("logs/also.log")).containsExactly("/own/2", "/own/inner/3");
        assertThat(targets("logs/too.log")).isEmpty();
        assertThat(site.dir().resolve("logs/error.log")).doesNotExist();
    }

    @Test
    void the_command_line_names_the_default_log() throws IOException {
        serve("", "server { listen 127.0.0.1:%{port}; }", "logs/named.log");
        get("/1");
        assertThat(targets("logs/named.log")).containsExactly("/1");
        assertThat(site.dir().resolve("logs/error.log")).doesNotExist();
    }

    @Test
    void lines_below_the_level_are_not_written() throws IOException {
        serve("error_log logs/e.log warn;", "server { listen 127.0.0.1:%{port}; }", null);
        gangway.log(LogLevel.NOTICE, "notice");
        gangway.log(LogLevel.WARN, "warn");
        gangway.log(LogLevel.EMERG, "emerg");
        assertThat(Files.readAllLines(site.dir().resolve("logs/e.log")))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(": warn").contains(" [warn] "),
                        line -> assertThat(line).endsWith(": emerg").contains(" [emerg] "));
    }

    @Test
    void a_long_line_is_cut_as_in_nginx() throws IOException {
        serve("", "server { listen 127.0.0.1:%{port}; }", null);
        get("/" + "a".repeat(3000));
        String text = text("logs/error.log");
        assertThat(text).hasSize(2048).endsWith("a\n");
    }

    @Test
    void reopen_creates_a_new_file_after_a_rename() throws IOException {
        serve("", "server { listen 127.0.0.1:%{port}; }", null);
        get("/1");
        Files.move(site.dir().resolve("logs/error.log"), site.dir().resolve("logs/old"));
        get("/2");
        gangway.reopen();
        get("/3");
        assertThat(targets("logs/old")).containsExactly("/1", "/2");
        assertThat(targets("logs/error.log")).containsExactly("/3");
    }

    @Test
    void a_failed_reopen_is_logged_and_keeps_the_old_file() throws IOException {
        serveAndMoveAway();
        gangway.reopen();
        get("/1");
        assertThat(text("logs/error.log"))
                .contains(
                        " [emerg] ",
                        ": open() \"" + site.dir() + "/more/a.log\" failed (2: No such file or directory)\n");
        assertThat(targets("moved/a.log")).containsExactly("/1");
    }

    private void serveAndMoveAway() throws IOException {
        site = Site.of("events {}\nhttp { access_log off; server { listen 127.0.0.1:%{port}; error_log more/a.log; } }")
                .file("logs/here", "")
                .file("more/here", "");
        gangway =
                Gangway.read(new Environment(site.dir(), site.conf(), null, "")).start();
        Files.move(site.dir().resolve("more"), site.dir().resolve("moved"));
    }

    private void get(String target, String... fields) throws IOException {
        try (RawConnection client = RawHttp.connect(site.port())) {
            client.send(RawHttp.request("GET", target, fields)).readUntilEnd();
        }
    }

    private String text(String file) throws IOException {
        return Files.readString(site.dir().resolve(file), StandardCharsets.ISO_8859_1);
    }

    /** The request targets of the lines of a file. */
    private List<String> targets(String file) throws IOException {
        return text(file)
                .lines()
                .filter(line -> line.contains("request: \"GET "))
                .map(line -> line.replaceAll(".*request: \"GET (\\S+) .*", "$1"))
                .toList();
    }
}
