package io.gangway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.foreign.Chromium;
import io.gangway.foreign.ScoringApplication;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Every example of {@code etc/examples} with a Spring Boot application with default settings, and a page in Chromium
 * that opens its WebSocket.
 */
class RecipesInBrowserTest {
    private static final String OPEN = """
            const [url, done] = arguments;
            const socket = new WebSocket(url);
            socket.onclose = (event) => done('closed ' + event.code);
            socket.onopen = () => socket.send('hello');
            socket.onmessage = (event) => done(event.data);
            """;

    @TempDir
    private static Path profile;

    private static ChromeDriver browser;
    private static ConfigurableApplicationContext application;
    private static ConfigurableApplicationContext behindTls;

    private RunningExample run;

    @BeforeAll
    static void open() {
        Chromium.assume();
        application = ScoringApplication.start("");
        behindTls = ScoringApplication.start("", ScoringApplication.BEHIND_TLS);
        browser = Chromium.open(profile);
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.quit();
            application.close();
            behindTls.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        run = new RunningExample();
    }

    @AfterEach
    void stop() throws IOException {
        browser.get("about:blank");
        run.close();
    }

    private static String address(ConfigurableApplicationContext context) {
        return "127.0.0.1:" + ScoringApplication.port(context);
    }

    /** What a page of this origin receives on a WebSocket to its own address. */
    private static Object heard(String scheme, int port, String target) {
        String authority = "://127.0.0.1:" + port;
        browser.get(scheme + authority + target.substring(0, target.lastIndexOf('/')) + "/page");
        return browser.executeAsyncScript(OPEN, scheme.replace("http", "ws") + authority + target);
    }

    @Test
    void websockets_work_through_a_group_of_two() throws IOException {
        run.start(Example.of("examples/websocket-upstream.conf")
                .with("listen  20038;", "listen %{port};")
                .with("listen       80;", "listen %{port:public};")
                .with("127.0.0.1:8094", address(application))
                .with("127.0.0.1:8095", address(application)));

        assertThat(heard("http", run.port(), "/echo")).isEqualTo("hello");
        assertThat(heard("http", run.site().port("public"), "/")).isEqualTo("hello");
    }

    @Test
    void a_websocket_works_in_one_location() throws IOException {
        run.start(Example.of("examples/websocket-location.conf")
                .with("listen       80;", "listen %{port};")
                .with("localhost:3000", address(application))
                .with("192.168.3.1:3000", address(application))
                .with("192.168.3.2:3000", address(application)));

        assertThat(heard("http", run.port(), "/websocket")).isEqualTo("hello");
        assertThat(heard("http", run.port(), "/cluster/websocket")).isEqualTo("hello");
    }

    @Test
    void a_wss_client_reaches_a_ws_backend() throws Exception {
        SelfSigned key = SelfSigned.of("test.example.net");
        run.site().file("fullchain.pem", key.certificatePem()).file("privkey.pem", key.keyPem());
        run.start(Example.of("examples/tls-websocket.conf")
                .with("listen       443 ssl;", "listen %{port:tls} ssl;")
                .with("listen       80;", "listen %{port};")
                .with("/etc/letsencrypt/live/test.example.net", "%{dir}")
                .with("localhost:8282", address(behindTls))
                .with("127.0.0.1:8000", address(application)));

        assertThat(heard("https", run.site().port("tls"), "/echo")).isEqualTo("hello");
        assertThat(heard("http", run.port(), "/chat/echo")).isEqualTo("hello");
    }

    @Test
    void a_websocket_works_beside_a_vue_front_end() throws IOException {
        run.site().file("vue/index.html", "<div id=app></div>");
        run.start(VueSpringBootTest.example(ScoringApplication.port(application)));

        assertThat(heard("http", run.port(), "/xxxx/echo")).isEqualTo("hello");
    }

    @Test
    void websockets_work_through_a_cluster() throws IOException {
        run.start(Example.of("examples/cluster.conf")
                .with("listen       80;", "listen %{port};")
                .with("127.0.0.1:8080", address(application))
                .with("127.0.0.1:8081", address(application)));

        assertThat(heard("http", run.port(), "/echo")).isEqualTo("hello");
    }

    @Test
    void the_application_refuses_a_page_of_another_origin() throws IOException {
        run.start(Example.of("examples/cluster.conf")
                .with("listen       80;", "listen %{port};")
                .with("127.0.0.1:8080", address(application))
                .with("127.0.0.1:8081", address(application)));

        RawResponse refused = RawHttp.send(
                run.port(), WebSocketPeer.upgradeRequest("/echo", "Origin: http://localhost:" + (run.port() + 1)));

        assertThat(refused.status()).isEqualTo(403);
    }
}
