package io.gangway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gangway_console}: what is served, and to whom. */
class ConsoleTest {
    private static final Path PAGE = Path.of("src/main/resources/io/gangway/console/page");

    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.of("""
                server {
                    listen 127.0.0.1:%{port};
                    location /console { gangway_console; }
                    location /write/ { gangway_console write=on token=secret; }
                }
                """);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    @Test
    void the_page_and_the_files_that_it_names_are_served() throws Exception {
        RawResponse page = RawHttp.get(site.port(), "/console/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
        List<String> named = named(page.body());
        assertThat(named).contains("js/main.js", "css/page.css", "icon.svg");
        for (String name : named) {
            RawResponse file = RawHttp.get(site.port(), "/console/" + name);
            assertThat(file.status()).as(name).isEqualTo(200);
            assertThat(file.field("Content-Type"))
                    .as(name)
                    .matches("(text/(css|javascript)|image/svg\\+xml); charset=utf-8");
        }
    }

    /** A module that the page does not name would be fetched after the one that imports it, or not be served at all. */
    @Test
    void the_page_names_every_file() throws Exception {
        List<String> named = named(Files.readString(PAGE.resolve("index.html")));
        try (Stream<Path> files = Files.walk(PAGE)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> PAGE.relativize(file).toString().replace('\\', '/'))
                            .filter(name -> !name.equals("index.html")))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
    }

    @Test
    void nothing_may_come_from_elsewhere_and_no_page_may_frame_it() throws Exception {
        RawResponse page = RawHttp.get(site.port(), "/console/");

        assertThat(page.field("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.field("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.field("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.field("Cache-Control")).isEqualTo("no-cache");
        assertThat(page.field("Access-Control-Allow-Origin")).isNull();
    }

    @Test
    void a_browser_that_has_a_file_gets_304() throws Exception {
        String etag = RawHttp.get(site.port(), "/console/js/main.js").field("ETag");

        assertThat(RawHttp.get(site.port(), "/console/js/main.js", "If-None-Match: " + etag)
                        .status())
                .isEqualTo(304);
    }

    @Test
    void the_address_without_a_slash_leads_to_the_one_with_it() throws Exception {
        RawResponse response = RawHttp.get(site.port(), "/console");

        assertThat(response.status()).isEqualTo(301);
        assertThat(response.field("Location")).endsWith("/console/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/nothing.js", "/console/../console/page/index.html", "/console/js/", "/consoles/"})
    void other_paths_are_not_found(String path) throws Exception {
        assertThat(RawHttp.get(site.port(), path).status()).isEqualTo(404);
    }

    @Test
    void a_page_of_another_name_gets_nothing() throws Exception {
        String request = "GET /console/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";

        RawResponse response = RawHttp.send(site.port(), request);

        assertThat(response.status()).isEqualTo(421);
        assertThat(response.body()).doesNotContain("<html");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /console/, 405",
        "POST, /write/, 401",
        "OPTIONS, /console/, 405",
        "DELETE, /console/api/1/tunnels/1, 405"
    })
    void other_methods_are_refused(String method, String path, int status) throws Exception {
        assertThat(RawHttp.send(site.port(), RawHttp.request(method, path)).status())
                .isEqualTo(status);
    }

    @Test
    void the_api_is_below_the_page() throws Exception {
        assertThat(RawHttp.get(site.port(), "/console/api/1/tunnels").body()).isEqualTo("[]");
        assertThat(RawHttp.send(
                                site.port(),
                                RawHttp.request("DELETE", "/write/api/1/tunnels/1", "Authorization: Bearer secret"))
                        .body())
                .contains("TunnelNotFound");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server { location ~ /a { gangway_console; } } | [emerg] \"gangway_console\" directive requires a location with a prefix in nginx.conf:3",
                "server { location / { gangway_console write=on; } } | [emerg] \"write=on\" requires \"token\" in \"gangway_console\" directive in nginx.conf:3",
                "server { gangway_console; } | [emerg] \"gangway_console\" directive is not allowed here in nginx.conf:3",
            })
    void errors_name_the_line(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }

    /** No source of the page may be long, and none may use what makes text into a script. */
    @Test
    void the_sources_are_small_and_never_parse_markup() throws Exception {
        try (Stream<Path> files = Files.walk(PAGE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                int maximum = file.toString().endsWith(".css") ? 500 : 300;
                assertThat(text.lines().count()).as(file.toString()).isLessThanOrEqualTo(maximum);
                assertThat(text.toLowerCase(Locale.ROOT))
                        .as(file.toString())
                        .doesNotContain("innerhtml", "outerhtml", "document.write", "eval(", "insertadjacenthtml")
                        .doesNotContain("//cdn", "https://fonts");
            }
        }
    }

    private static List<String> named(String page) {
        return Pattern.compile("(?:href|src)=\"([^\"#]+)\"")
                .matcher(page)
                .results()
                .map((MatchResult match) -> match.group(1))
                .distinct()
                .toList();
    }
}
