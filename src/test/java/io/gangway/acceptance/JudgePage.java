package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

/** A browser window with the demo's page and a judge. Each step brings its window to the front. */
final class JudgePage implements AutoCloseable {
    private final ChromeDriver browser;
    private final String home;
    private final String judge;
    private final String window;

    /** Opens an empty window. */
    JudgePage(ChromeDriver browser, int port, String judge) {
        this.browser = browser;
        this.home = "http://localhost:" + port + "/";
        this.judge = judge;
        browser.switchTo().window(browser.getWindowHandles().iterator().next());
        browser.switchTo().newWindow(WindowType.WINDOW);
        window = browser.getWindowHandle();
    }

    /** Joins through the form; returns when the page is connected. */
    void joinByHand(String team) {
        front().get(home);
        waitFor("#team-" + team);
        // the radio button itself is hidden behind its label
        script("document.querySelector(arguments[0]).click()", "#team-" + team);
        browser.findElement(By.id("judge-name")).clear();
        browser.findElement(By.id("judge-name")).sendKeys(judge);
        click("#join");
        waitFor("#connection[data-state=open]");
    }

    /** Joins by a shared link; returns when the page is connected. */
    void joinByAddress(String team) {
        front().get(home + "?team=" + team + "&judge=" + judge);
        waitFor("#connection[data-state=open]");
    }

    void say(String text) {
        front().findElement(By.id("chat-text")).sendKeys(text, Keys.ENTER);
    }

    /** Moves the slider and gives the score. */
    void score(String contestant, String value) {
        front();
        script(
                "const slider = document.querySelector(arguments[0]);"
                        + "slider.value = arguments[1]; slider.dispatchEvent(new Event('input'));",
                "#score-" + contestant,
                value);
        click("#give-" + contestant);
    }

    void click(String selector) {
        waitFor(selector + ":enabled");
        browser.findElement(By.cssSelector(selector)).click();
    }

    /** Waits for an element that matches. */
    void waitFor(String selector) {
        front();
        await(judge + " to see " + selector)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() ->
                        Boolean.TRUE.equals(script("return document.querySelector(arguments[0]) !== null", selector)));
    }

    /** The number of elements that match. */
    long count(String selector) {
        front();
        return (Long) script("return document.querySelectorAll(arguments[0]).length", selector);
    }

    /** The backend shown on the page, {@code a} or {@code b}. */
    String backend() {
        return attribute("#connection", "data-backend");
    }

    String attribute(String selector, String name) {
        return front().findElement(By.cssSelector(selector)).getDomAttribute(name);
    }

    String text(String selector) {
        return front().findElement(By.cssSelector(selector)).getText();
    }

    private Object script(String text, Object... arguments) {
        return browser.executeScript(text, arguments);
    }

    private ChromeDriver front() {
        browser.switchTo().window(window);
        return browser;
    }

    @Override
    public void close() {
        front().close();
    }
}
