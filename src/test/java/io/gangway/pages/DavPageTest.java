package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code docs/dav.md}: its configurations, and the statuses that it names. */
class DavPageTest {
    private static final String AUTHORIZED = "Authorization: Basic dTpw";

    private final Page page = read();
    private ScriptedUpstream backend;
    private Site site;
    private GangwayServer server;

    private static Page read() {
        try {
            return Page.read("docs/dav.md");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start(int block) throws IOException {
        backend =
                ScriptedUpstream.start(Script.response(200, "fetched", "Last-Modified: Thu, 01 Jan 2015 00:00:00 GMT"));
        site = Site.create()
                .backend(backend)
                .file("conf/users", "u:{PLAIN}p")
                .file("files/upload/old.txt", "old")
                .file("files/a/b.txt", "b")
                .file("files/c.txt", "c");
        String location = page.blocks("nginx")
                .get(block)
                .text()
                .replace("/srv/", "%{dir}/")
                .replace("127.0.0.1:8081", "%{backend}");
        server = GangwayServer.start(site.config("server { listen 127.0.0.1:%{port}; " + location + " }"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        site.close();
        backend.close();
    }

    private int status(String method, String target, String... fields) throws IOException {
        return RawHttp.send(site.port(), RawHttp.request(method, target, fields))
                .status();
    }

    private int put(String target, String body, String... fields) throws IOException {
        String[] all = Stream.concat(Stream.of("Content-Length: " + body.length()), Stream.of(fields))
                .toArray(String[]::new);
        return RawHttp.send(site.port(), RawHttp.request("PUT", target, all) + body)
                .status();
    }

    @Test
    void uploads() throws IOException {
        start(0);
        assertThat(put("/upload/x.txt", "x")).isEqualTo(401);
        assertThat(put("/upload/x/y.txt", "x", AUTHORIZED, "Date: Thu, 01 Jan 2015 00:00:00 GMT"))
                .isEqualTo(201);
        assertThat(put("/upload/old.txt", "x", AUTHORIZED)).isEqualTo(204);
        assertThat(put("/upload/z.txt", "x", AUTHORIZED, "Content-Range: bytes 0-0/2"))
                .isEqualTo(501);
        RawResponse file = RawHttp.get(site.port(), "/upload/x/y.txt");
        assertThat(file.body()).isEqualTo("x");
        assertThat(file.field("Last-Modified")).isEqualTo("Thu, 01 Jan 2015 00:00:00 GMT");
        assertThat(Path.of(site.dir() + "/incoming")).isEmptyDirectory();
        assertThat(status("DELETE", "/upload/old.txt", AUTHORIZED)).isEqualTo(204);
    }

    @Test
    void files_that_are_fetched() throws IOException {
        start(2);
        for (int i = 0; i < 2; i++) {
            RawResponse file = RawHttp.get(site.port(), "/images/a/b.txt");
            assertThat(file.body()).isEqualTo("fetched");
            assertThat(file.field("Last-Modified")).isEqualTo("Thu, 01 Jan 2015 00:00:00 GMT");
        }
        assertThat(backend.requests()).hasSize(1);
        assertThat(site.dir().resolve("files/images/a/b.txt")).hasContent("fetched");
    }

    @Test
    void statuses() throws IOException {
        start(1);
        assertThat(put("/none/x.txt", "x")).isEqualTo(500);
        assertThat(put("/a/", "x")).isEqualTo(409);
        assertThat(put("/a", "x")).isEqualTo(409);
        assertThat(status("DELETE", "/a/")).isEqualTo(409);
        assertThat(status("DELETE", "/a/none")).isEqualTo(404);
        assertThat(status("MKCOL", "/a/n")).isEqualTo(409);
        assertThat(status("MKCOL", "/a/n/")).isEqualTo(201);
        assertThat(status("MKCOL", "/a/n/")).isEqualTo(405);
        assertThat(status("MKCOL", "/a/m/o/")).isEqualTo(409);
        assertThat(status("DELETE", "/a/n")).isEqualTo(409);
        assertThat(status("DELETE", "/a/n/")).isEqualTo(204);
        assertThat(status("COPY", "/c.txt", "Destination: /d.txt")).isEqualTo(204);
        assertThat(status("COPY", "/c.txt", "Destination: /d.txt", "Overwrite: F"))
                .isEqualTo(412);
        assertThat(status("COPY", "/c.txt", "Destination: /c.txt")).isEqualTo(403);
        assertThat(status("COPY", "/a/", "Destination: /a/x/")).isEqualTo(403);
        assertThat(status("COPY", "/a/", "Destination: /e")).isEqualTo(409);
        assertThat(status("COPY", "/a/", "Destination: /e/")).isEqualTo(201);
        assertThat(status("MOVE", "/d.txt", "Destination: /f.txt")).isEqualTo(204);
        assertThat(status("MOVE", "/e/", "Destination: /g/")).isEqualTo(201);
        assertThat(RawHttp.send(site.port(), RawHttp.request("MKCOL", "/h/", "Content-Length: 1") + "x")
                        .status())
                .isEqualTo(415);
        assertThat(status("PROPFIND", "/a/")).isEqualTo(405);
        assertThat(Files.readString(site.dir().resolve("files/g/b.txt"))).isEqualTo("b");
    }
}
