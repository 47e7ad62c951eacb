package io.gangway.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedFastcgi;
import io.gangway.testing.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of {@code docs/php.md} do what the page says, with a scripted FastCGI server in place of PHP-FPM. */
class PhpPageTest {
    private static final Pattern FILE = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);

    private Site site;
    private ScriptedFastcgi php;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        php = ScriptedFastcgi.start((request, response) -> {
            response.out("\r\n" + request.params().get("SCRIPT_FILENAME") + ' '
                            + request.params().getOrDefault("PATH_INFO", "") + ' '
                            + request.params().get("QUERY_STRING"))
                    .end();
            response.close();
        });
        site = Site.create().backend("fastcgi", "127.0.0.1:" + php.port());
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        php.close();
        site.close();
    }

    /** Starts a server with a file of the page. */
    private void start(int index, String root) throws Exception {
        for (String name : List.of("index.php", "a.php", "a.css", ".env", "wp-content/uploads/a.php")) {
            site.file("html/" + name, "static " + name);
        }
        site.config(files().get(index)
                .replace("listen 80;", "listen 127.0.0.1:%{port};")
                .replace("root " + root + ";", "root %{dir}/html;")
                .replace("unix:/run/php/php8.2-fpm.sock", "%{backend:fastcgi}"));
        server = GangwayServer.start(site);
    }

    private static List<String> files() throws Exception {
        return FILE.matcher(Files.readString(Path.of("docs/php.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** Status and body; the directory is left out. */
    private String get(String uri) throws Exception {
        var response = RawHttp.get(server.port(), uri);
        String body = response.body().replace(site.dir() + "/html", "");
        return response.status() == 200 ? "200 " + body.strip() : Integer.toString(response.status());
    }

    @Test
    void there_are_three_files() throws Exception {
        assertThat(files()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200 /index.php",
        "/posts/1?a=b, 200 /index.php  a=b",
        "/index.php?a=b, 200 /index.php  a=b",
        "/a.css, 200 static a.css",
        "/a.php, 404",
        "/none.php, 404",
        "/.env, 403"
    })
    void laravel_has_one_script(String uri, String expected) throws Exception {
        start(0, "/srv/shop/public");

        assertThat(get(uri)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200 /index.php",
        "/2026/post?a=b, 200 /index.php  a=b",
        "/a.php?a=b, 200 /a.php  a=b",
        "/a.css, 200 static a.css",
        "/none.php, 404",
        "/a.css/x.php, 404",
        "/wp-content/uploads/a.php, 403",
        "/.env, 403"
    })
    void wordpress_runs_scripts_that_exist(String uri, String expected) throws Exception {
        start(1, "/srv/blog");

        assertThat(get(uri)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"/a.php/posts/1?a=b, 200 /a.php /posts/1 a=b", "/a.php, 200 /a.php", "/none.php/a, 404"})
    void a_path_info_is_passed_on(String uri, String expected) throws Exception {
        start(2, "/srv/wiki");

        assertThat(get(uri)).isEqualTo(expected);
    }
}
