package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.foreign.Chromium;
import io.gangway.foreign.NodeScript;
import io.gangway.foreign.ScoringApplication;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code etc/examples/cluster.conf} with two Spring Boot applications, which serve the page, and a browser. */
class ClusterInBrowserTest {
    private static final String PATH = "/acts_competition";

    @TempDir
    private static Path directory;

    private static ChromeDriver browser;
    private static ConfigurableApplicationContext a;
    private static ConfigurableApplicationContext b;

    private RunningExample run;

    @BeforeAll
    static void open() throws IOException {
        Chromium.assume();
        NodeScript.assume("sockjs-client");
        Path pages = Files.createDirectory(directory.resolve("pages"));
        Files.write(pages.resolve("sockjs.min.js"), NodeScript.file("sockjs-client", "dist/sockjs.min.js"));
        for (String name : List.of("judge.html", "judge.js")) {
            Files.copy(ClusterInBrowserTest.class.getResourceAsStream("/acceptance/" + name), pages.resolve(name));
        }
        String property = "spring.web.resources.static-locations=file:" + pages + "/";
        a = ScoringApplication.start(PATH, property);
        b = ScoringApplication.start(PATH, property);
        browser = Chromium.open(directory.resolve("profile"));
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.quit();
            a.close();
            b.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        run = new RunningExample();
        run.start(example());
    }

    @AfterEach
    void stop() throws IOException {
        browser.get("about:blank");
        run.close();
    }

    private static Example example() throws IOException {
        String format =
                "http {\n    log_format turns '$uri $status $upstream_addr';\n    access_log logs/access.log turns;\n";
        return Example.of("examples/cluster.conf")
                .with("http {\n", format)
                .with("listen       80;", "listen %{port};")
                .with("127.0.0.1:8080", "127.0.0.1:" + ScoringApplication.port(a))
                .with("127.0.0.1:8081", "127.0.0.1:" + ScoringApplication.port(b));
    }

    private void openPage() {
        browser.get("http://127.0.0.1:" + run.port() + PATH + "/judge.html");
        awaitState("open");
    }

    private static void awaitState(String state) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(browser.findElement(By.id("state")).getText())
                                .isEqualTo(state));
    }

    /** Sends some messages; each must be echoed, in order. */
    private static void exchange(String... messages) {
        for (String message : messages) {
            browser.executeScript("sendData(arguments[0])", message);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.findElements(By.cssSelector("#heard li")))
                        .extracting(WebElement::getText)
                        .endsWith(messages));
    }

    @Test
    void pages_are_balanced_and_each_has_its_websocket() throws IOException {
        String first = browser.getWindowHandle();
        openPage();
        exchange("lotus 9.5", "sch\u00f6n");
        for (int i = 0; i < 3; i++) {
            browser.switchTo().newWindow(WindowType.TAB);
            openPage();
            exchange("kestrel " + i, "8");
        }
        for (String window : browser.getWindowHandles()) {
            browser.switchTo().window(window);
            exchange("still here");
            if (!window.equals(first)) {
                browser.close();
            }
        }
        browser.switchTo().window(first).get("about:blank");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(backends(PATH + "/echo 101")).hasSize(4));
        // Each page and its tunnel are two turns; whether the browser asks for an icon decides who gets which.
        assertThat(backends("/")).containsOnly(address(a), address(b));
        assertThat(backends(PATH + "/echo 101")).isSubsetOf(address(a), address(b));
    }

    /** The backends of the ended requests whose line begins so. Two slashes count as one for the choice of the location. */
    private List<String> backends(String start) throws IOException {
        return run.log("access.log")
                .lines()
                .filter(logged -> logged.startsWith(start))
                .map(logged -> logged.substring(logged.lastIndexOf(' ') + 1))
                .toList();
    }

    private static String address(ConfigurableApplicationContext application) {
        return "127.0.0.1:" + ScoringApplication.port(application);
    }

    @Test
    void the_page_reconnects_when_a_reload_changes_the_group() throws IOException {
        openPage();
        exchange("before");

        run.reload(example().with("server  " + address(b) + ";", ""));
        awaitState("closed 1012");

        openPage();
        exchange("after");
    }

    /** Spring would reject such a target; that is for each backend to decide. */
    @Test
    void a_target_with_two_slashes_reaches_the_backend_unchanged() throws IOException {
        ScriptedUpstream backend = run.backend("lenient", RunningExample.application());
        run.reload(example().with("server  " + address(b) + ";", "").with(address(a), "%{backend:lenient}"));
        // a page of this machine: Chromium lets no other page connect to 127.0.0.1
        browser.get("http://127.0.0.1:" + run.port() + "/");
        Object heard = browser.executeAsyncScript(
                "const [url, done] = arguments; const socket = new WebSocket(url); socket.onclose = done;"
                        + "socket.onopen = () => socket.send('hello'); socket.onmessage = (event) => done(event.data);",
                "ws://127.0.0.1:" + run.port() + "/" + PATH + "/webSocketServer");

        assertThat(heard).isEqualTo("hello");
        assertThat(backend.requests())
                .extracting(RecordedRequest::target)
                .contains("//acts_competition/webSocketServer");
    }

    /**
     * Uses one backend: all requests of a SockJS session must reach the same one, which round robin does not guarantee.
     */
    @Test
    void a_browser_without_websocket_falls_back_to_sockjs() throws IOException {
        run.reload(example().with("server  " + address(b) + ";", ""));
        Object script = browser.executeCdpCommand(
                        "Page.addScriptToEvaluateOnNewDocument",
                        Map.of("source", "delete window.WebSocket; delete window.MozWebSocket;"))
                .get("identifier");
        try {
            openPage();
            exchange("lotus 9.5", "kestrel 8", "sch\u00f6n");
        } finally {
            browser.executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script));
        }
        assertThat(run.log("access.log"))
                .contains(PATH + "/sockjs/echo/info 200 ")
                .doesNotContain(" 101 ");
    }
}
