package io.gangway.foreign;

import java.nio.file.Path;
import java.util.Map;
import org.openqa.selenium.chrome.ChromeDriver;

/** A browser with one page. */
interface Browser extends AutoCloseable {
    /** The implementations. */
    enum Make {
        CHROMIUM,
        FIREFOX;

        /** Starts it with an empty directory for its profile; skips the test, with a message, if it is missing. */
        Browser open(Path profile) throws Exception {
            return this == FIREFOX ? new Firefox(profile) : new ChromiumWindow(Chromium.open(profile));
        }
    }

    /** Opens a page; returns when it is loaded. */
    void get(String url) throws Exception;

    /** The value of an expression in the page, or of a promise: a string. */
    String evaluate(String expression) throws Exception;

    @Override
    void close();

    /** Chromium by its own protocol. */
    record ChromiumWindow(ChromeDriver driver) implements Browser {
        @Override
        public void get(String url) {
            driver.get(url);
        }

        @Override
        public String evaluate(String expression) {
            Map<String, Object> evaluated = driver.executeCdpCommand(
                    "Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
            if (evaluated.containsKey("exceptionDetails")) {
                throw new AssertionError(expression + ": " + evaluated);
            }
            return (String) ((Map<?, ?>) evaluated.get("result")).get("value");
        }

        @Override
        public void close() {
            driver.quit();
        }
    }
}
