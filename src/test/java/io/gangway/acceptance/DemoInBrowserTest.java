package io.gangway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.demo.DemoBackend;
import io.gangway.foreign.Chromium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** The demo as somebody sees it who opens it twice: two windows of a real browser, {@code etc/gangway.conf} between. */
class DemoInBrowserTest {
    @TempDir
    private static Path profile;

    private static ChromeDriver browser;

    private DemoBackend backend;
    private RunningExample run;
    private Example example;
    private JudgePage anna;
    private JudgePage ben;

    @BeforeAll
    static void open() {
        browser = Chromium.open(profile);
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.quit();
        }
    }

    @BeforeEach
    void start() throws IOException {
        backend = DemoBackend.start(0, 0, 0);
        run = new RunningExample();
        example = Example.of("gangway.conf")
                .withMimeTypes("mime.types")
                .with("listen       127.0.0.1:8080;", "listen %{port};")
                .with("127.0.0.1:8094", "127.0.0.1:" + backend.portA())
                .with("127.0.0.1:8095", "127.0.0.1:" + backend.portB())
                .with("127.0.0.1:8096", "127.0.0.1:" + backend.portControl())
                .with("webapp;", Path.of("target/webapp").toAbsolutePath() + ";");
        run.start(example);
        anna = new JudgePage(browser, run.port(), "Anna");
        ben = new JudgePage(browser, run.port(), "Ben");
    }

    @AfterEach
    void stop() throws IOException {
        if (run == null) {
            return;
        }
        anna.close();
        ben.close();
        run.close();
        backend.close();
    }

    @Test
    void what_one_judge_says_and_scores_the_other_sees_at_once() {
        anna.joinByHand("Harbour");
        ben.joinByAddress("Harbour");

        anna.say("Is the lotus not lovely?");
        ben.waitFor("#feed .entry[data-type=chat][data-judge=Anna]");
        assertThat(ben.text("#feed .entry[data-type=chat]")).contains("Is the lotus not lovely?");

        ben.score("lotus", "9.5");
        anna.waitFor("#feed .entry[data-type=score][data-judge=Ben]");
        anna.waitFor("#average-lotus[data-value='9.50']");
        anna.score("lotus", "7.5");
        ben.waitFor("#average-lotus[data-value='8.50']");
        anna.waitFor("#average-lotus[data-value='8.50']");
    }

    @Test
    void what_a_team_says_stays_in_the_team() {
        anna.joinByAddress("Harbour");
        ben.joinByAddress("Dockside");

        anna.say("only us");
        anna.waitFor("#feed .entry[data-type=chat]");
        ben.say("hello dock");
        ben.waitFor("#feed .entry[data-type=chat][data-judge=Ben]");
        assertThat(ben.text("#feed")).doesNotContain("only us");
    }

    @Test
    void the_page_shows_its_backend_and_finds_the_other_when_that_one_stops() {
        anna.joinByAddress("Lighthouse");
        String first = anna.backend();
        assertThat(anna.attribute("#connection", "data-port")).isEqualTo(Integer.toString(port(first)));
        anna.score("marlin", "6");
        anna.waitFor("#average-marlin[data-value='6.00']");

        anna.click("#backend-" + first + "-toggle[data-action=stop]");

        String second = first.equals("a") ? "b" : "a";
        anna.waitFor("#backend-" + first + "[data-running=false]");
        anna.waitFor("#connection[data-state=open][data-backend=" + second + "]");
        assertThat(anna.attribute("#connection", "data-port")).isEqualTo(Integer.toString(port(second)));
        anna.waitFor("#average-marlin[data-value='6.00']");
        anna.say("still here");
        anna.waitFor("#feed .entry[data-type=chat][data-judge=Anna]");

        anna.click("#backend-" + first + "-toggle[data-action=start]");
        anna.waitFor("#backend-" + first + "[data-running=true]");
        anna.click("#backend-" + second + "-toggle[data-action=stop]");
        anna.waitFor("#connection[data-state=open][data-backend=" + first + "]");
        anna.score("marlin", "8");
        anna.waitFor("#average-marlin[data-value='8.00']");
    }

    @Test
    void with_both_stopped_the_page_waits_and_comes_back() {
        anna.joinByAddress("Harbour");
        ben.joinByAddress("Harbour");
        anna.click("#backend-a-toggle[data-action=stop]");
        anna.click("#backend-b-toggle[data-action=stop]");
        anna.waitFor("#connection[data-state=waiting]");

        anna.click("#backend-b-toggle[data-action=start]");
        anna.waitFor("#connection[data-state=open][data-backend=b]");
        ben.waitFor("#connection[data-state=open][data-backend=b]");
        anna.say("together again");
        ben.waitFor("#feed .entry[data-type=chat][data-judge=Anna]");
    }

    @Test
    void a_reload_of_the_configuration_goes_unnoticed() throws IOException {
        anna.joinByAddress("Harbour");
        ben.joinByAddress("Harbour");
        String before = anna.backend();
        long notices = ben.count("#feed .entry[data-type=notice]");

        run.reload(example);

        anna.say("did you notice?");
        ben.waitFor("#feed .entry[data-type=chat][data-judge=Anna]");
        assertThat(anna.backend()).isEqualTo(before);
        // a page that lost its connection says so, by notices
        assertThat(ben.count("#feed .entry[data-type=notice]")).isEqualTo(notices);
    }

    @Test
    void on_a_phone_the_top_is_whole_also_without_a_backend() {
        anna.joinByAddress("Harbour");
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 1, "mobile", true));
        try {
            assertThat(cut()).isEmpty();
            backend.close();
            anna.waitFor("#retry");
            assertThat(cut()).isEmpty();
        } finally {
            browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        }
    }

    /** What of the top is not wholly to be seen, or takes two lines; "page" when the page is wider than the phone. */
    private List<?> cut() {
        return (List<?>) browser.executeScript("""
                const parts = [...document.querySelectorAll('.top h1, .top .pill, .top button')];
                const cut = parts.filter((part) => {
                  const box = part.getBoundingClientRect();
                  const line = parseFloat(getComputedStyle(part).fontSize) * 1.5;
                  const text = document.createRange();
                  text.selectNodeContents(part);
                  return box.width < 20 || box.left < 0 || box.right > innerWidth
                      || part.scrollWidth > part.clientWidth + 1 || text.getBoundingClientRect().height > line * 1.4;
                }).map((part) => part.textContent.trim());
                return document.documentElement.scrollWidth > innerWidth ? [...cut, 'page'] : cut;
                """);
    }

    private int port(String name) {
        return name.equals("a") ? backend.portA() : backend.portB();
    }
}
