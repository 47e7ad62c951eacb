package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Browsers open WebSockets as streams of the HTTP/2 connection that carries the page (RFC 8441), with a location that was
 * written for HTTP/1.1.
 */
class Http2InBrowserTest {
    private static final String CONFIG = """
            events {}
            http {
                map $http_upgrade $connection_upgrade {
                    default upgrade;
                    ''      close;
                }
                types { text/html html; }
                log_format legs '$request|$status|$http2|$connection|';
                access_log logs/access.log legs;
                ssl_certificate %{dir}/it.crt;
                ssl_certificate_key %{dir}/it.key;
                proxy_http_version 1.1;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $connection_upgrade;
                keepalive_timeout 10m;
                server {
                    listen 127.0.0.1:%{port} ssl;
                    http2 on;
                    location / { root page; }
                    location /number { return 200 $connection; }
                    location /echo { proxy_pass http://127.0.0.1:%SERVER%; }
                    location /bridge { websocket_relay bridge; proxy_pass http://127.0.0.1:%SERVER%/echo; }
                    location /forbidden { proxy_pass http://127.0.0.1:%SERVER%; }
                    location /changing { proxy_pass http://127.0.0.1:%SERVER%/echo?changing; }
                }
                server {
                    listen 127.0.0.1:%{port:apart} ssl;
                    http2 on;
                    http2_extended_connect off;
                    location / { root page; }
                    location /echo { proxy_pass http://127.0.0.1:%SERVER%; }
                }
            }
            """;

    @TempDir
    private static Path profiles;

    private static final Map<Browser.Make, Browser> BROWSERS = new EnumMap<>(Browser.Make.class);
    private static NodeServer backend;

    private Site site;
    private GangwayServer server;
    private Browser browser;

    @BeforeAll
    static void startBackend() throws IOException {
        NodeScript.assume("ws");
        backend = new NodeServer(null, false);
    }

    @AfterAll
    static void quit() {
        BROWSERS.values().forEach(Browser::close);
        if (backend != null) {
            backend.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        backend.events().clear();
        site = Site.create();
        Certificate.write(site.dir());
        site.file("page/index.html", Files.readAllBytes(NodeScript.resource("sockets.html")));
        site.file("page/large", new byte[3_000_000]);
        server = GangwayServer.start(site.config(config()));
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) {
            browser.get("about:blank");
        }
        server.close();
        site.close();
    }

    private static String config() {
        return CONFIG.replace("%SERVER%", String.valueOf(backend.port()));
    }

    private void openPage(Browser.Make make, int port) throws Exception {
        if (!BROWSERS.containsKey(make)) {
            BROWSERS.put(make, make.open(profiles.resolve(make.name())));
        }
        browser = BROWSERS.get(make);
        browser.get("https://127.0.0.1:" + port + "/");
    }

    private void openPage(Browser.Make make) throws Exception {
        openPage(make, site.port());
    }

    /** The log of the ended requests whose line begins so, once there are as many. */
    private List<String> logged(String start, int count) {
        Predicate<String> fits = line -> line.startsWith(start);
        return await().atMost(Lines.PATIENCE)
                .until(
                        () -> Files.readAllLines(site.dir().resolve("logs/access.log")).stream()
                                .filter(fits)
                                .toList(),
                        lines -> lines.size() >= count);
    }

    private static String connection(String line) {
        return line.split("\\|")[3];
    }

    @ParameterizedTest
    @EnumSource(Browser.Make.class)
    void a_websocket_is_a_stream_of_the_connection_of_the_page(Browser.Make make) throws Exception {
        openPage(make);
        String number = browser.evaluate("load('/number')");

        assertThat(browser.evaluate("open('a', '/echo?tunnel')")).isEqualTo("open");
        assertThat(browser.evaluate("open('b', '/bridge?bridge')")).isEqualTo("open");
        assertThat(browser.evaluate("echo('a', 'gr\u00fc\u00dfe')")).isEqualTo("gr\u00fc\u00dfe");
        assertThat(browser.evaluate("echo('b', 'hello')")).isEqualTo("hello");
        assertThat(browser.evaluate("sockets.a.close(4400, 'enough'), end('a')"))
                .isEqualTo("4400 enough");
        assertThat(browser.evaluate("sockets.b.close(4400, 'enough'), end('b')"))
                .isEqualTo("4400 enough");

        assertThat(logged("GET / ", 1)).containsExactly("GET / HTTP/2.0|200|h2|" + number + "|");
        assertThat(logged("CONNECT /echo", 1)).containsExactly("CONNECT /echo?tunnel HTTP/2.0|101|h2|" + number + "|");
        assertThat(logged("CONNECT /bridge", 1))
                .containsExactly("CONNECT /bridge?bridge HTTP/2.0|101|h2|" + number + "|");
        assertThat(backend.events().next("tunnel close")).isEqualTo("tunnel close 4400 enough");
        assertThat(backend.events().next("bridge close")).isEqualTo("bridge close 4400 enough");
    }

    @ParameterizedTest
    @EnumSource(Browser.Make.class)
    void twenty_websockets_and_a_large_file_share_a_connection(Browser.Make make) throws Exception {
        openPage(make);
        String all = "inOrder([...Array(20).keys()].map(i => %s))";
        assertThat(browser.evaluate(all.formatted("open(i, '/echo?' + i)")).split(" "))
                .hasSize(20)
                .containsOnly("open");
        assertThat(
                        browser.evaluate(
                                "inOrder([load('/large').then(body => body.length), ...[...Array(20).keys()].map(i => echo(i, 'no' + i))])"))
                .startsWith("3000000 no0 no1 no2 ")
                .endsWith(" no18 no19");
        assertThat(browser.evaluate(all.formatted("(sockets[i].close(), end(i))")))
                .doesNotContain("1006");

        assertThat(logged("CONNECT /echo", 20))
                .hasSize(20)
                .allMatch(line -> line.contains(" HTTP/2.0|101|h2|"))
                .extracting(Http2InBrowserTest::connection)
                .containsOnly(connection(logged("GET / ", 1).get(0)));
    }

    @ParameterizedTest
    @EnumSource(Browser.Make.class)
    void a_refusal_leaves_the_connection_usable(Browser.Make make) throws Exception {
        openPage(make);
        String number = browser.evaluate("load('/number')");
        assertThat(browser.evaluate("open('a', '/forbidden')")).isEqualTo("refused");
        assertThat(browser.evaluate("open('b', '/echo?b')")).isEqualTo("open");
        assertThat(browser.evaluate("echo('b', 'still here')")).isEqualTo("still here");
        // Firefox goes on with another connection
        if (make == Browser.Make.CHROMIUM) {
            assertThat(browser.evaluate("load('/number')")).isEqualTo(number);
        }

        assertThat(logged("CONNECT /forbidden", 1))
                .containsExactly("CONNECT /forbidden HTTP/2.0|403|h2|" + number + "|");
    }

    @ParameterizedTest
    @EnumSource(Browser.Make.class)
    void a_page_that_is_left_closes_its_websockets(Browser.Make make) throws Exception {
        openPage(make);
        assertThat(browser.evaluate("open('a', '/echo?tunnel')")).isEqualTo("open");
        assertThat(browser.evaluate("open('b', '/bridge?bridge')")).isEqualTo("open");
        browser.get("about:blank");

        // Chromium resets the streams without a close frame
        assertThat(backend.events().next("tunnel close")).isEqualTo("tunnel close 1001 ");
        assertThat(backend.events().next("bridge close")).isEqualTo("bridge close 1001 ");
    }

    @ParameterizedTest
    @EnumSource(Browser.Make.class)
    void a_reload_closes_only_websockets_of_changed_locations(Browser.Make make) throws Exception {
        openPage(make);
        String number = browser.evaluate("load('/number')");
        assertThat(browser.evaluate("open('same', '/echo?same')")).isEqualTo("open");
        assertThat(browser.evaluate("open('changing', '/changing')")).isEqualTo("open");

        site.config(config().replace("/echo?changing", "/echo?changed"));
        server.reload();
        assertThat(browser.evaluate("end('changing')")).startsWith("1012 ");
        assertThat(browser.evaluate("echo('same', 'still here')")).isEqualTo("still here");

        // the connection stays as long as it carries a WebSocket, with the new configuration for new streams
        assertThat(browser.evaluate("load('/number')")).isEqualTo(number);
        assertThat(browser.evaluate("open('changed', '/changing')")).isEqualTo("open");
        assertThat(browser.evaluate("echo('changed', 'back again')")).isEqualTo("back again");
        assertThat(backend.events().next("changed open")).startsWith("changed open ");
        assertThat(browser.evaluate("echo('same', 'and here')")).isEqualTo("and here");
    }

    @ParameterizedTest
    @EnumSource(Browser.Make.class)
    void without_extended_connect_a_browser_opens_a_connection_of_http_1(Browser.Make make) throws Exception {
        openPage(make, site.port("apart"));
        assertThat(browser.evaluate("open('a', '/echo?a')")).isEqualTo("open");
        assertThat(browser.evaluate("echo('a', 'hello')")).isEqualTo("hello");
        assertThat(browser.evaluate("sockets.a.close(), end('a')")).startsWith("1005");

        assertThat(logged("GET / ", 1)).allMatch(line -> line.contains(" HTTP/2.0|"));
        assertThat(logged("GET /echo", 1)).allMatch(line -> line.startsWith("GET /echo?a HTTP/1.1|101||"));
    }
}
