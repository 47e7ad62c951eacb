package io.gangway.foreign;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** A page in Chromium with a script. A browser cannot send pings. */
final class ChromiumClient extends LineClient {
    private static final Pattern REFUSAL = Pattern.compile("Unexpected response code: (\\d+)");

    private final ChromeDriver browser;
    private final Deque<String> heard = new ArrayDeque<>();

    /** Starts a browser and opens the page with the script. */
    ChromiumClient(Path profile, String page) {
        browser = Chromium.open(profile);
        browser.get(page);
    }

    @Override
    void writeLines(List<String> lines) {
        browser.executeScript("arguments[0].forEach(perform)", lines);
    }

    @Override
    public String next() {
        if (heard.isEmpty() && !fetch()) {
            await().atMost(Lines.PATIENCE).pollInterval(Duration.ofMillis(10)).until(this::fetch);
        }
        String line = heard.remove();
        return line.equals("refused") ? "refused " + refusal() : line;
    }

    private boolean fetch() {
        for (Object line : (List<?>) browser.executeScript("return said.splice(0)")) {
            heard.add((String) line);
        }
        return !heard.isEmpty();
    }

    /** The status of the response, from the console: pages cannot see it. */
    private String refusal() {
        String status = "nobody knows why";
        for (LogEntry entry : browser.manage().logs().get(LogType.BROWSER)) {
            Matcher matcher = REFUSAL.matcher(entry.getMessage());
            if (matcher.find()) {
                status = matcher.group(1);
            }
        }
        return status;
    }

    @Override
    public void close() {
        browser.quit();
    }
}
