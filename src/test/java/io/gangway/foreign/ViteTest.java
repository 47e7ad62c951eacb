package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.dev.Dev;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

/** A Vite project behind {@code gangway dev}, in a browser. */
class ViteTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void a_changed_module_is_replaced_in_the_open_page() throws IOException {
        NodeScript.assume("vite");
        Chromium.assume();
        Path project = Files.createDirectory(directory.resolve("project"));
        Files.writeString(
                project.resolve("index.html"),
                "<!doctype html><div id=app></div><div id=api></div><script type=module src=/main.js></script>");
        Files.writeString(project.resolve("main.js"), """
                import { text } from './text.js'
                const app = document.getElementById('app')
                app.textContent = text
                import.meta.hot.accept('./text.js', changed => { app.textContent = changed.text })
                fetch('/api/hello').then(answer => answer.text()).then(said => {
                  document.getElementById('api').textContent = said
                })
                """);
        Files.writeString(project.resolve("text.js"), "export const text = 'first'\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ScriptedUpstream api = ScriptedUpstream.start(Script.body("from the backend"));
                NodeScript vite = new NodeScript("vite.js", project.toString());
                Dev dev = Dev.start(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        "--port",
                        "0",
                        "--proxy",
                        "/=http://127.0.0.1:" + vite.lines().next("port ").substring(5),
                        "--proxy",
                        "/api=http://" + api.address())) {
            ChromeDriver browser = Chromium.open(directory.resolve("profile"));
            try {
                browser.get("http://localhost:" + dev.port() + "/");
                shows(browser, "app", "first");
                shows(browser, "api", "from the backend");
                await().atMost(PATIENCE).until(() -> output(out).contains("WS      /?token="));
                browser.executeScript("window.stayed = true");

                Files.writeString(project.resolve("text.js"), "export const text = 'second'\n");

                shows(browser, "app", "second");
                assertThat(browser.executeScript("return window.stayed")).isEqualTo(true);
            } finally {
                browser.quit();
            }
        }
    }

    private static String output(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void shows(ChromeDriver browser, String id, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(browser.findElement(By.id(id)).getText()).isEqualTo(text));
    }
}
