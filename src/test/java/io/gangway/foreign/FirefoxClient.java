package io.gangway.foreign;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.eclipse.jetty.util.ajax.JSON;

/** A page in Firefox with a script. A page cannot send pings, nor see the status of a refusal. */
final class FirefoxClient extends LineClient {
    private final Firefox browser;
    private final Deque<String> heard = new ArrayDeque<>();

    /** Starts a browser and opens the page with the script. */
    FirefoxClient(Path profile, String page) throws Exception {
        browser = new Firefox(profile);
        browser.get(page);
    }

    @Override
    void writeLines(List<String> lines) throws Exception {
        browser.evaluate(new JSON().toJSON(lines) + ".forEach(perform); ''");
    }

    @Override
    public String next() {
        if (heard.isEmpty()) {
            await().atMost(Lines.PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(this::fetch);
        }
        return heard.remove();
    }

    private boolean fetch() throws InterruptedException {
        Object[] said = (Object[]) new JSON().fromJSON(browser.evaluate("JSON.stringify(said.splice(0))"));
        for (Object line : said) {
            heard.add((String) line);
        }
        return !heard.isEmpty();
    }

    @Override
    public void close() {
        browser.close();
    }
}
