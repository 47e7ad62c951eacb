package io.gangway.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The WAR in a Tomcat with default settings, at {@code /gangway}. */
class DeploymentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String RIGHT = "server { listen 80; return 200 hello; }";

    private final Logger log = Logger.getLogger("org.apache.catalina");
    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Site site;
    private Tomcat tomcat;
    private int port;

    @BeforeEach
    void listen() throws IOException {
        site = Site.create();
        // another test's Spring application may have set another level
        log.setLevel(Level.INFO);
        log.addHandler(listener);
    }

    private void deploy(String configuration) throws Exception {
        site.config(configuration);
        deploy(site.conf());
    }

    private void deploy(Path file) throws Exception {
        port = FreePorts.next();
        tomcat = new Tomcat();
        tomcat.setBaseDir(site.dir().toString());
        Connector connector = new Connector();
        connector.setPort(port);
        tomcat.setConnector(connector);
        Context application = tomcat.addContext("/gangway", site.dir().toString());
        if (file != null) {
            application.addParameter("gangway.conf", file.toString());
        }
        Wrapper wrapper = Tomcat.addServlet(application, "gangway", GangwayServlet.class.getName());
        wrapper.setAsyncSupported(true);
        wrapper.setLoadOnStartup(1);
        application.addServletMappingDecoded("/*", "gangway");
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (tomcat != null) {
            tomcat.stop();
            tomcat.destroy();
        }
        log.removeHandler(listener);
        site.close();
    }

    private List<String> emergencies() {
        return logged.stream()
                .map(LogRecord::getMessage)
                .filter(line -> line.contains("[emerg]"))
                .toList();
    }

    @Test
    void a_broken_file_gives_one_log_line_and_503_until_it_is_corrected() throws Exception {
        deploy("server { listen 80; nonsense; }");

        for (int i = 0; i < 5; i++) {
            RawResponse response = RawHttp.get(port, "/gangway/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body())
                    .contains("The configuration could not be read")
                    .doesNotContain("nonsense");
        }
        assertThat(emergencies())
                .singleElement()
                .asString()
                .contains("unknown directive \"nonsense\" in " + site.conf() + ":4")
                .contains("requests to \"/gangway/\" get 503");
        assertThat(logged).allMatch(line -> line.getThrown() == null);

        site.config("server { listen 80; rubbish; }");
        await().atMost(PATIENCE).until(() -> emergencies().size() == 2);
        site.config(RIGHT);
        await().atMost(PATIENCE)
                .until(() -> RawHttp.get(port, "/gangway/").body().equals("hello"));
        assertThat(emergencies()).hasSize(2);
    }

    @Test
    void adding_a_missing_file_corrects_it_too() throws Exception {
        deploy("include later.conf;");
        assertThat(RawHttp.get(port, "/gangway/").status()).isEqualTo(503);
        assertThat(emergencies()).singleElement().asString().contains("later.conf\" failed (2: No such file");

        Files.writeString(site.dir().resolve("later.conf"), RIGHT);

        await().atMost(PATIENCE)
                .until(() -> RawHttp.get(port, "/gangway/").body().equals("hello"));
    }

    @Test
    void a_missing_configuration_is_logged_once() throws Exception {
        deploy((Path) null);

        assertThat(RawHttp.get(port, "/gangway/").status()).isEqualTo(503);
        assertThat(RawHttp.get(port, "/gangway/").status()).isEqualTo(503);
        assertThat(emergencies()).singleElement().asString().contains("there is no /WEB-INF/gangway.conf");
        assertThat(logged).allMatch(line -> line.getThrown() == null);
    }

    @Test
    void the_context_path_redirects_to_its_slash() throws Exception {
        deploy(RIGHT);

        RawResponse response = RawHttp.get(port, "/gangway?team=Harbour");
        assertThat(response.status()).isEqualTo(302);
        assertThat(response.field("Location")).isEqualTo("/gangway/?team=Harbour");
        assertThat(RawHttp.send(port, RawHttp.request("POST", "/gangway")).status())
                .isEqualTo(200);
        assertThat(RawHttp.send(port, WebSocketPeer.upgradeRequest("/gangway")).status())
                .isEqualTo(200);
    }

    @Test
    void the_redirect_stays_on_this_host() throws Exception {
        deploy(RIGHT);

        RawResponse response = RawHttp.get(port, "//gangway");
        assertThat(response.field("Location")).isNotEqualTo("//gangway/");
    }
}
