package io.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A running server with a backend. Whatever it receives, it keeps serving others, logs no internal error, and gets all
 * of its buffers back when its connections have ended.
 */
abstract class LiveTarget implements Target {
    final ScriptedUpstream backend;
    final Site site;
    final GangwayServer server;

    LiveTarget(String config) throws IOException {
        backend = ScriptedUpstream.start(Script.body("fine"));
        site = Site.create()
                .backend(backend)
                .file("html/index.html", "<p>hello</p>")
                .file("html/file.txt", "0123456789".repeat(1000))
                .config(config);
        server = GangwayServer.start(site);
    }

    /** Sends these bytes and FIN; returns everything received until the server closes, "" if it resets. */
    String exchanged(byte[] bytes) throws IOException {
        try (RawConnection connection = RawHttp.connect(server.port())) {
            connection.send(bytes);
            connection.socket().shutdownOutput();
            return connection.readUntilEnd();
        } catch (SocketException reset) {
            return "";
        }
    }

    @Override
    public void check() throws IOException {
        RawResponse response = RawHttp.get(server.port(), "/index.html");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("<p>hello</p>");
        Path log = site.conf().resolveSibling(site.conf().getFileName() + ".log");
        String lines = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertThat(lines.lines().filter(line -> line.contains("[alert]") || line.contains("Exception")))
                .isEmpty();
        backend.clearRequests();
        await().untilAsserted(() -> assertThat(server.buffersInUse()).isZero());
    }

    @Override
    public void close() throws IOException {
        server.close();
        backend.close();
        site.close();
    }
}
