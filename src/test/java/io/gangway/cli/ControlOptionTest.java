package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.control.ControlAddress;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code -l}: nginx's Control API of a real instance. */
@Timeout(120)
class ControlOptionTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Site site;
    private Path control;
    private Master master;
    private Thread thread;

    @BeforeEach
    void start() throws Exception {
        site = Site.create();
        configure("one");
        control = site.dir().resolve("c.sock");
        Paths paths = new Paths(site.dir(), file(), null, null, null, false, false);
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        ControlAddress address = ControlAddress.parse("unix:" + control);
        master = new Master(GangwayInstance.read(paths), new Launcher(42, false, false), stream, false, address);
        thread = new Thread(() -> {
            try {
                master.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        await().until(() -> Files.exists(control) && response("GET /1").startsWith("HTTP/1.1 200"));
    }

    @AfterEach
    void stop() throws Exception {
        master.execute(Command.STOP);
        thread.join();
        assertThat(control).doesNotExist();
        site.close();
    }

    private Path file() {
        return site.dir().resolve("nginx.conf");
    }

    private void configure(String text) throws IOException {
        Files.writeString(
                file(),
                "pid " + site.dir().resolve("x.pid")
                        + "; error_log stderr;\nevents {}\nhttp { server { listen 127.0.0.1:" + site.port()
                        + "; access_log off; return 200 " + text + "; } }\n");
    }

    private String response(String line) throws IOException {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(control))) {
            client.write(ByteBuffer.wrap((line + " HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_changed_file_is_shown_only_after_it_was_loaded() throws Exception {
        configure("two");
        assertThat(response("GET /1/control/config"))
                .contains("return 200 one;")
                .contains("\"name\":\"" + file());
        assertThat(response("PATCH /1/control/config"))
                .startsWith("HTTP/1.1 200 OK")
                .endsWith("{\"logs\":[]}");
        assertThat(response("GET /1/control/config")).contains("return 200 two;");
        assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("two");
        assertThat(response("GET /1/control/processes")).contains("\"exiting\":false}]");
    }

    @Test
    void a_broken_file_is_refused_and_the_old_configuration_stays() throws Exception {
        Files.writeString(file(), "events {}\nhttp { servr {} }\n");
        assertThat(response("PATCH /1/control/config"))
                .startsWith("HTTP/1.1 422 Unprocessable Entity")
                .endsWith("{\"logs\":[\"[emerg] unknown directive \\\"servr\\\" in " + file() + ":2\"]}");
        assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("one");
        assertThat(response("GET /1/control/config")).contains("return 200 one;");
        assertThat(err).asString().contains("gangway: [emerg] unknown directive \"servr\"");
    }

    @Test
    void a_warning_of_a_reload_is_in_the_logs() throws Exception {
        Files.writeString(
                file(),
                Files.readString(file())
                        .replace("http {", "http { upstream u { least_conn; least_conn; server 127.0.0.1:1; }"));
        assertThat(response("PATCH /1/control/config"))
                .startsWith("HTTP/1.1 200 OK")
                .contains("{\"logs\":[\"[warn] load balancing method redefined");
    }

    @Test
    void the_option_is_checked_at_once() {
        assertThat(Options.parse("-l", "unix:/x").control().text()).isEqualTo("unix:/x");
        assertThat(Options.parse("--control=8000").control().text()).isEqualTo("8000");
        assertThatThrownBy(() -> Options.parse("-l0.0.0.0:80"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is not a loopback address");
        assertThatThrownBy(() -> Options.parse("-l"))
                .isInstanceOf(UsageException.class)
                .hasMessage("option \"-l\" requires address");
    }
}
