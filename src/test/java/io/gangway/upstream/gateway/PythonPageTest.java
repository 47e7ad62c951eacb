package io.gangway.upstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedGateway;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The files of {@code docs/python.md} do what the page says, with scripted servers in place of the real ones. */
class PythonPageTest {
    private static final Pattern FILE = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);
    private static final ScriptedGateway.Responder ECHO = (request, response) -> response.send("\r\n"
            + request.params().get("REQUEST_URI") + ' ' + request.params().get("PATH_INFO"));

    private Site site;
    private ScriptedGateway uwsgi;
    private ScriptedGateway suwsgi;
    private ScriptedGateway scgi;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        SelfSigned identity = SelfSigned.of("app.internal");
        uwsgi = ScriptedGateway.uwsgi(ECHO);
        scgi = ScriptedGateway.scgi(ECHO);
        suwsgi = ScriptedGateway.uwsgi(
                identity.serverContext()
                        .getServerSocketFactory()
                        .createServerSocket(0, 10, InetAddress.getLoopbackAddress()),
                ECHO);
        site = Site.create()
                .file("internal.pem", identity.certificatePem())
                .file("html/static/a.css", "static")
                .file("html/b.css", "static");
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        uwsgi.close();
        suwsgi.close();
        scgi.close();
        site.close();
    }

    /** Starts a server with a file of the page. */
    private int start(int index) throws Exception {
        List<String> files = FILE.matcher(Files.readString(Path.of("docs/python.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(files).hasSize(4);
        site.config(files.get(index)
                .replace("listen 80;", "listen 127.0.0.1:%{port};")
                .replace("root /srv/shop/public;", "root %{dir}/html;")
                .replace("unix:/run/uwsgi/app.sock", uwsgi.address())
                .replace("10.0.0.8:3443", suwsgi.address())
                .replace("127.0.0.1:9000", scgi.address()));
        server = GangwayServer.start(site);
        return server.port();
    }

    @Test
    void django_gets_all_but_static_files() throws Exception {
        int port = start(0);

        assertThat(RawHttp.get(port, "/a/b?c=d").body()).isEqualTo("/a/b?c=d /a/b");
        assertThat(RawHttp.get(port, "/static/a.css").body()).isEqualTo("static");
        assertThat(RawHttp.get(port, "/b.css").body()).isEqualTo("/b.css /b.css");
    }

    @Test
    void flask_gets_what_is_no_file() throws Exception {
        int port = start(1);

        assertThat(RawHttp.get(port, "/a/b").body()).isEqualTo("/a/b /a/b");
        assertThat(RawHttp.get(port, "/b.css").body()).isEqualTo("static");
    }

    @Test
    void a_server_is_reached_over_tls() throws Exception {
        int port = start(2);

        assertThat(RawHttp.get(port, "/a").body()).isEqualTo("/a /a");
        assertThat(suwsgi.requests()).hasSize(1);
    }

    @Test
    void an_scgi_server_is_reached() throws Exception {
        assertThat(RawHttp.get(start(3), "/app/a").body()).isEqualTo("/app/a null");
        assertThat(scgi.request().params()).containsEntry("DOCUMENT_URI", "/app/a");
    }
}
