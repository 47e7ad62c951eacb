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

/** The demo in two windows of a real browser, through {@code etc/gangway.conf}. */
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
    void chat_and_scores_of_one_judge_reach_the_other() {
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
    void chat_stays_within_a_team() {
        anna.joinByAddress("Harbour");
        ben.joinByAddress("Dockside");

        anna.say("only us");
        anna.waitFor("#feed .entry[data-type=chat]");
        ben.say("hello dock");
        ben.waitFor("#feed .entry[data-type=chat][data-judge=Ben]");
        assertThat(ben.text("#feed")).doesNotContain("only us");
    }

    @Test
    void the_page_shows_its_backend_and_moves_when_it_stops() {
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
    void the_page_reconnects_after_both_backends_were_stopped() {
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
    void a_reload_of_the_configuration_does_not_disturb_the_page() throws IOException {
        anna.joinByAddress("Harbour");
        ben.joinByAddress("Harbour");
        String before = anna.backend();
        long notices = ben.count("#feed .entry[data-type=notice]");

        run.reload(example);

        anna.say("did you notice?");
        ben.waitFor("#feed .entry[data-type=chat][data-judge=Anna]");
        assertThat(anna.backend()).isEqualTo(before);
        // a page that loses its connection shows a notice
        assertThat(ben.count("#feed .entry[data-type=notice]")).isEqualTo(notices);
    }

    @Test
    void the_header_fits_on_a_phone_even_without_a_backend() {
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

    /** The parts of the header that are cut off or take two lines; "page" if the page is wider than the phone. */
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
