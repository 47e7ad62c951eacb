package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/war.md}, from the first command to the last. */
class WarPageIT {
    private final int port = FreePorts.next();

    @TempDir
    private Path empty;

    private Path opt;
    private Path catalina;
    private ScriptedUpstream backend;

    @BeforeEach
    void prepare() throws IOException {
        opt = Files.createDirectory(empty.resolve("opt"));
        catalina = Files.createDirectory(empty.resolve("catalina"));
        Script echo = WebSocketPeer.echo();
        backend = ScriptedUpstream.start((request, connection) ->
                (request.field("Upgrade") == null ? Script.echoRequest() : echo).run(request, connection));
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
    }

    private static Path home(String name) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("target/containers"))) {
            return all.filter(path -> path.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    private static Path library() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("target"))) {
            return all.filter(path -> path.getFileName().toString().matches("gangway-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    /** Creates a separate {@code CATALINA_BASE}, as described in Tomcat's documentation. */
    private void prepareTomcat(Path home) throws IOException {
        for (String directory : new String[] {"conf/Catalina/localhost", "logs", "temp", "webapps", "work"}) {
            Files.createDirectories(catalina.resolve(directory));
        }
        Files.copy(home.resolve("conf/web.xml"), catalina.resolve("conf/web.xml"));
        Files.copy(home.resolve("conf/logging.properties"), catalina.resolve("conf/logging.properties"));
        String server = Files.readString(home.resolve("conf/server.xml"));
        Files.writeString(
                catalina.resolve("conf/server.xml"),
                server.replace("port=\"8005\"", "port=\"-1\"").replace("port=\"8080\"", "port=\"" + port + "\""));
    }

    private String block(String language, String text) throws IOException {
        return Page.read("docs/war.md").blocks(language).stream()
                .map(Page.Block::text)
                .filter(block -> block.contains(text))
                .findFirst()
                .orElseThrow()
                .replace("/opt/", opt + "/");
    }

    @Test
    void its_steps_lead_to_a_site_in_each_container() throws Exception {
        Path tomcat = home("apache-tomcat-11.");
        prepareTomcat(tomcat);
        Path jar = library();
        String version = jar.getFileName().toString().replaceAll("gangway-|\\.jar", "");
        try (Walk page = Walk.along("docs/war.md", empty)
                .word("/opt/", opt + "/")
                .word("VERSION", version)
                .word("jetty.http.port=8080", "jetty.http.port=" + port)
                .environment("JETTY_HOME", home("jetty-home-").toString())
                .environment("CATALINA_HOME", tomcat.toString())
                .environment("CATALINA_BASE", catalina.toString())) {
            Files.copy(jar, page.directory().resolve("target").resolve(jar.getFileName()));

            page.next("mkdir -p /opt/gangway /opt/site/dist").awaitExit();
            page.next("cp target/gangway-VERSION.war /opt/gangway/gangway.war").awaitExit();
            Files.writeString(
                    opt.resolve("site/nginx.conf"),
                    block("nginx", "server_name")
                            .replace("127.0.0.1:8094", backend.address())
                            .replace("127.0.0.1:8095", backend.address()));
            Files.writeString(opt.resolve("site/dist/index.html"), "<div id=app></div>");
            Files.createDirectory(opt.resolve("site/dist/assets"));
            Files.writeString(opt.resolve("site/dist/assets/app.js"), "createApp({})");

            Files.writeString(catalina.resolve("conf/Catalina/localhost/ROOT.xml"), block("xml", "<Context "));
            serves(page.next("bash $CATALINA_HOME/bin/catalina.sh run"), "Server startup in");

            page.next("mkdir -p /opt/base").awaitExit();
            page.next("java -jar $JETTY_HOME/start.jar jetty.base=/opt/base --add-modules=server,http,ee10-deploy")
                    .awaitExit();
            Files.writeString(opt.resolve("base/webapps/gangway.xml"), block("xml", "<Configure "));
            serves(
                    page.next("java -jar $JETTY_HOME/start.jar jetty.base=/opt/base jetty.http.port=8080"),
                    "oejs.Server:main: Started");

            page.next("mkdir -p /opt/core").awaitExit();
            page.next("java -jar $JETTY_HOME/start.jar jetty.base=/opt/core"
                            + " --add-modules=server,http,resources,ext,core-deploy")
                    .awaitExit();
            page.next("cp etc/jetty/gangway.xml etc/jetty/gangway.properties /opt/core/webapps/")
                    .awaitExit();
            Path descriptor = opt.resolve("core/webapps/gangway.xml");
            Files.writeString(descriptor, Files.readString(descriptor).replace("/opt/", opt + "/"));
            page.next("cp target/gangway-VERSION.jar /opt/core/lib/ext/").awaitExit();
            serves(
                    page.next("java -jar $JETTY_HOME/start.jar jetty.base=/opt/core jetty.http.port=8080"),
                    "oejs.Server:main: Started");
            page.ends();
        }
        assertThat(opt.resolve("site/logs/error.log")).isEmptyFile();
    }

    private void serves(Running container, String started) throws Exception {
        container.awaitOutput(started);

        assertThat(RawHttp.get(port, "/").body()).isEqualTo("<div id=app></div>");
        assertThat(RawHttp.get(port, "/some/route").body()).isEqualTo("<div id=app></div>");
        assertThat(RawHttp.get(port, "/assets/none.js").status()).isEqualTo(404);
        RawResponse script = RawHttp.get(port, "/assets/app.js");
        assertThat(script.field("Content-Type")).startsWith("application/javascript");
        assertThat(RawHttp.get(port, "/api/list").body())
                .contains("GET /api/list HTTP/1.1", "Host: localhost", "X-Forwarded-Proto: http");
        try (WebSocketPeer client = WebSocketPeer.connect(port, "/chat")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
        }
        assertThat(container.text()).doesNotContain("Exception", "[emerg]", "SLF4J");
        container.stop();
    }
}
