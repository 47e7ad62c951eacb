package io.gangway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.foreign.Chromium;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;

/** The console in a browser. */
final class ConsoleWindow implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver browser;

    ConsoleWindow(Path profile) {
        browser = Chromium.open(profile);
    }

    /** Loads the page anew and waits until it shows the first events. */
    ConsoleWindow open(String url) {
        browser.get("about:blank");
        browser.get(url);
        waitFor("#link-state[data-state=live]");
        await().atMost(PATIENCE).until(() -> !text("#instance").isEmpty());
        return this;
    }

    /** Shows a view by its key, which is its place in the navigation, and moves the pointer away. */
    ConsoleWindow view(String name) {
        script("location.hash = '#/' + arguments[0]", name);
        waitFor("[data-view=" + name + "][aria-current=page]");
        new Actions(browser).moveToLocation(2, 2).perform();
        return this;
    }

    void press(CharSequence... keys) {
        new Actions(browser).sendKeys(keys).perform();
    }

    void pressEscape() {
        press(Keys.ESCAPE);
    }

    void pressEnter() {
        press(Keys.ENTER);
    }

    void click(String selector) {
        waitFor(selector);
        element(selector).click();
    }

    /** Moves the pointer over an element. */
    void hover(String selector) {
        new Actions(browser).moveToElement(element(selector)).perform();
    }

    /** Moves the pointer to the top left corner. */
    void leave() {
        new Actions(browser).moveToLocation(2, 2).perform();
    }

    void type(String selector, String text) {
        element(selector).sendKeys(text);
    }

    WebElement element(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    void waitFor(String selector) {
        await("to see " + selector).atMost(PATIENCE).until(() -> count(selector) > 0);
    }

    void waitForText(String selector, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text(selector)).as(selector).contains(text));
    }

    void waitForCount(String selector, int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count(selector))
                        .as(() -> selector + " in " + text("main"))
                        .isEqualTo(count));
    }

    long count(String selector) {
        return (Long) script("return document.querySelectorAll(arguments[0]).length", selector);
    }

    /** The text of the first element that matches; empty without one. */
    String text(String selector) {
        return (String) script("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
    }

    /** The texts of all elements that match, from top to bottom. */
    @SuppressWarnings("unchecked")
    List<String> texts(String selector) {
        return (List<String>) script(
                "return [...document.querySelectorAll(arguments[0])]"
                        + ".sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)"
                        + ".map((each) => each.innerText)",
                selector);
    }

    Object script(String text, Object... arguments) {
        return browser.executeScript(text, arguments);
    }

    Object asyncScript(String text, Object... arguments) {
        return browser.executeAsyncScript(text, arguments);
    }

    /** Makes the system prefer a theme. */
    void prefer(String theme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    /** Gives the page the size of a phone. */
    void phone() {
        size(390, 844, true);
    }

    void size(int width, int height, boolean mobile) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    }

    void usualSize() {
        browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    Object command(String name, Map<String, Object> parameters) {
        return browser.executeCdpCommand(name, parameters);
    }

    /** The processor time of all tasks of the page, after {@code Performance.enable}. */
    double taskSeconds() {
        List<?> metrics = (List<?>)
                browser.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics");
        return metrics.stream()
                .map(metric -> (Map<?, ?>) metric)
                .filter(metric -> "TaskDuration".equals(metric.get("name")))
                .mapToDouble(metric -> ((Number) metric.get("value")).doubleValue())
                .sum();
    }

    /** What the page has reported to the console of the browser: errors, refusals of the policy. */
    List<String> reports() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(Object::toString)
                .toList();
    }

    @Override
    public void close() {
        browser.quit();
    }
}
