package io.gangway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.demo.DemoBackend;
import io.gangway.foreign.Chromium;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.chrome.ChromeDriver;

/** The demo's chat in a real browser, through the WAR in Tomcat and in Jetty. */
class WarInBrowserIT {
    @TempDir
    private static Path profile;

    private static ChromeDriver browser;

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

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT_11", "JETTY_EE10"})
    void a_chat_message_reaches_the_other_judge(ServletContainer.Kind kind) throws Exception {
        try (DemoBackend backend = DemoBackend.start(0, 0, 0);
                Site site = site(backend);
                ServletContainer container = ServletContainer.start(kind, Map.of("", site.conf()));
                JudgePage anna = new JudgePage(browser, container.port(), "Anna");
                JudgePage ben = new JudgePage(browser, container.port(), "Ben")) {
            anna.joinByHand("Harbour");
            ben.joinByAddress("Harbour");

            anna.say("Is the lotus not lovely?");
            ben.waitFor("#feed .entry[data-type=chat][data-judge=Anna]");
            assertThat(ben.text("#feed .entry[data-type=chat]")).contains("Is the lotus not lovely?");

            ben.score("lotus", "9.5");
            anna.waitFor("#average-lotus[data-value='9.50']");
        }
    }

    private static Site site(DemoBackend backend) throws IOException {
        return Site.of(Example.of("gangway.conf")
                .withMimeTypes("mime.types")
                .with("127.0.0.1:8094", "127.0.0.1:" + backend.portA())
                .with("127.0.0.1:8095", "127.0.0.1:" + backend.portB())
                .with("127.0.0.1:8096", "127.0.0.1:" + backend.portControl())
                .with("webapp;", Path.of("target/webapp").toAbsolutePath() + ";")
                .text());
    }
}
