package io.gangway.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An unknown servlet container, of which only the servlet API is used. */
class UnknownContainerTest {
    /** The logger of the web application in Tomcat. */
    private final Logger log = Logger.getLogger("org.apache.catalina.core.ContainerBase");

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Site site;
    private ScriptedUpstream backend;
    private Tomcat tomcat;
    private Wrapper wrapper;
    private GangwayServlet servlet;
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = FreePorts.next();
        backend = ScriptedUpstream.start(Script.echoRequest());
        site = Site.create().backend("main", backend);
        site.file("front/large", new byte[1_000_000]).config("""
                server { listen 80; return 200 "the first one"; }
                server {
                    listen %d;
                    access_log logs/access.log;
                    root front;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection "upgrade";
                    location /api/ { proxy_pass http://%%{backend}; proxy_buffering off; }
                    location /hello { return 200 hello; }
                }
                """.formatted(port));
        // another test's Spring application may have set another level
        log.setLevel(Level.INFO);
        log.addHandler(listener);
        tomcat = new Tomcat();
        tomcat.setBaseDir(site.dir().toString());
        Connector connector = new Connector();
        connector.setPort(port);
        tomcat.setConnector(connector);
        Context application = tomcat.addContext("", site.dir().toString());
        application.addParameter("gangway.conf", site.conf().toString());
        servlet = new GangwayServlet(context -> new Container());
        wrapper = Tomcat.addServlet(application, "gangway", servlet);
        wrapper.setAsyncSupported(true);
        wrapper.setLoadOnStartup(1);
        ((StandardContext) application).setFailCtxIfServletStartFails(true);
        application.addServletMappingDecoded("/*", "gangway");
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        log.removeHandler(listener);
        backend.close();
        site.close();
    }

    @Test
    void the_port_selects_the_server() throws Exception {
        assertThat(RawHttp.get(port, "/hello").body()).isEqualTo("hello");
        assertThat(RawHttp.get(port, "/large").body()).hasSize(1_000_000);
        assertThat(RawHttp.get(port, "/api/x").body()).contains("GET /api/x HTTP/1.1");
    }

    @Test
    void a_request_that_fails_before_it_begins_keeps_no_generation() throws Exception {
        wrapper.setAsyncSupported(false);
        assertThat(RawHttp.get(port, "/hello").status()).isEqualTo(500);
        wrapper.setAsyncSupported(true);

        site.config("server { listen " + port + "; return 200 changed; }");

        await().until(() -> RawHttp.get(port, "/hello").body().equals("changed"));
        await().untilAsserted(() -> assertThat(servlet.engine().generations()).hasSize(1));
    }

    @Test
    void an_upgrade_gives_501_and_closes_its_upstream() throws Exception {
        backend.respond(WebSocketPeer.echo());
        try (RawConnection client = RawHttp.connect(port)) {
            RawResponse response =
                    client.send(WebSocketPeer.upgradeRequest("/api/chat")).read();

            assertThat(response.status()).isEqualTo(501);
            assertThat(response.field("Upgrade")).isNull();
        }
        await().until(() -> backend.openConnections() == 0);
        assertThat(logged).filteredOn(line -> line.contains("upgrades get 501")).hasSize(1);
        await().untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("logs/access.log")))
                .contains("\"GET /api/chat HTTP/1.1\" 501"));
    }

    @Test
    void the_client_notices_an_aborted_response() throws Exception {
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            connection.reset();
        });
        try (RawConnection client = RawHttp.connect(port)) {
            client.send(RawHttp.request("GET", "/api/broken").replace("Connection: close\r\n", ""));

            assertThat(client.readUntilEnd()).endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void a_stopped_web_application_leaves_no_thread() throws Exception {
        assertThat(RawHttp.get(port, "/hello").status()).isEqualTo(200);

        tomcat.stop();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("gangway-")));
    }
}
