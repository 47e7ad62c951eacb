package io.gangway.foreign;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ajax.JSON;

/** Firefox without a window, driven by <a href="https://www.w3.org/TR/webdriver-bidi/">WebDriver BiDi</a>. */
final class Firefox implements Browser {
    private static final Pattern LISTENS = Pattern.compile("BiDi listening on (ws://\\S+)");

    private final Process process;
    private final WebSocket driver;
    private final Responses responses = new Responses();
    private final Object tab;
    private long commands;

    /** Starts it with an empty directory for its profile; skips the test, with a message, if it is missing. */
    Firefox(Path profile) throws IOException, InterruptedException {
        String program = ForeignProgram.assume("firefox-esr");
        Files.createDirectories(profile);
        Path output = profile.resolve("output");
        process = new ProcessBuilder(
                        program,
                        "--headless",
                        "--no-remote",
                        "--profile",
                        profile.toString(),
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            String address = await().atMost(Lines.PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> LISTENS.matcher(Files.readString(output)), Matcher::find)
                    .group(1);
            driver = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(address + "/session"), responses)
                    .join();
            call("session.new", Map.of("capabilities", Map.of("alwaysMatch", Map.of("acceptInsecureCerts", true))));
            Object[] tabs = (Object[]) call("browsingContext.getTree", Map.of()).get("contexts");
            tab = ((Map<?, ?>) tabs[0]).get("context");
        } catch (RuntimeException | InterruptedException e) {
            process.destroy();
            throw e;
        }
    }

    @Override
    public void get(String url) throws InterruptedException {
        call("browsingContext.navigate", Map.of("context", tab, "url", url, "wait", "complete"));
    }

    @Override
    public String evaluate(String expression) throws InterruptedException {
        Map<?, ?> evaluated = call(
                "script.evaluate",
                Map.of("expression", expression, "target", Map.of("context", tab), "awaitPromise", true));
        if (!(evaluated.get("result") instanceof Map<?, ?> result)) {
            throw new AssertionError(expression + ": " + new JSON().toJSON(evaluated));
        }
        return (String) result.get("value");
    }

    private Map<?, ?> call(String method, Map<String, ?> parameters) throws InterruptedException {
        long id = ++commands;
        driver.sendText(new JSON().toJSON(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        while (true) {
            String text = responses.texts.poll(Lines.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("Firefox has not responded to " + method);
            }
            Map<?, ?> response = (Map<?, ?>) new JSON().fromJSON(text);
            if (Long.valueOf(id).equals(response.get("id"))) {
                if (!(response.get("result") instanceof Map<?, ?> result)) {
                    throw new AssertionError(method + ": " + text);
                }
                return result;
            }
        }
    }

    @Override
    public void close() {
        driver.abort();
        process.destroy();
    }

    /** Collects the texts of the driver. */
    private static final class Responses implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                texts.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
