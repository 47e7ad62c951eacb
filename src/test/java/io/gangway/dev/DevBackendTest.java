package io.gangway.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages for the developer when a backend fails. */
class DevBackendTest {
    @TempDir
    private Path directory;

    @Test
    void a_backend_that_is_down_gets_a_page_that_says_what_to_do() throws IOException {
        String backend = "http://127.0.0.1:" + FreePorts.next();
        try (RunningDev dev = RunningDev.start("--proxy", "/api=" + backend)) {
            RawResponse page = RawHttp.get(dev.port(), "/api/orders");

            assertThat(page.status()).isEqualTo(502);
            assertThat(page.field("Content-Type")).isEqualTo("text/plain");
            assertThat(page.body())
                    .isEqualTo("502: no response from " + backend
                            + ". Is it running? Start it, or restart \"gangway dev\" with its address.\n");
        }
    }

    @Test
    void an_error_page_of_the_backend_is_kept() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.response(502, "mine"));
                RunningDev dev = RunningDev.start("--proxy", "/api=http://" + backend.address())) {
            assertThat(RawHttp.get(dev.port(), "/api").body()).isEqualTo("mine");
        }
    }

    @Test
    void the_line_of_a_delayed_request_names_the_backend() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.body("late"));
                RunningDev dev = RunningDev.start("--proxy", "/api=http://" + backend.address(), "--delay", "1ms")) {
            assertThat(RawHttp.get(dev.port(), "/api").body()).isEqualTo("late");
            dev.awaitLine("GET     /api -> " + backend.address() + "  200  .*");
        }
    }

    @Test
    void a_backend_that_is_down_is_explained_despite_a_delay() throws IOException {
        String backend = "127.0.0.1:" + FreePorts.next();
        try (RunningDev dev = RunningDev.start("--proxy", "/api=http://" + backend, "--delay", "1ms")) {
            assertThat(RawHttp.get(dev.port(), "/api").body()).startsWith("502: no response from http://" + backend);
            dev.awaitLine(" {8}" + backend + ": nothing listens there; is the backend running\\?");
        }
    }

    @Test
    void a_request_that_an_option_cut_is_explained() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.noResponse());
                RunningDev dev =
                        RunningDev.start("--proxy", "/api=http://" + backend.address(), "--cut-after", "50ms")) {
            assertThat(RawHttp.get(dev.port(), "/api").status()).isEqualTo(502);
            dev.awaitLine(" {8}" + backend.address() + ": cut by --cut-after");
        }
    }

    @Test
    void a_response_that_an_option_cut_is_explained() throws IOException {
        Script half = Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        try (ScriptedUpstream backend = ScriptedUpstream.start(half);
                RunningDev dev =
                        RunningDev.start("--proxy", "/api=http://" + backend.address(), "--cut-after", "500ms")) {
            try (RawConnection client = RawHttp.connect(dev.port())) {
                client.send(RawHttp.request("GET", "/api"));
                assertThat(client.readUntilEnd()).endsWith("half");
            }
            dev.awaitLine(" {8}" + backend.address() + ": cut by --cut-after");
        }
    }

    @Test
    void a_replayed_backend_keeps_its_name() throws IOException {
        Path record = Files.writeString(directory.resolve("record"), "");
        try (RunningDev dev =
                RunningDev.start("--ws", "/chat=ws://not-there.invalid:8094", "--replay", record.toString())) {
            RawHttp.get(dev.port(), "/chat");
            dev.awaitLine("GET     /chat -> not-there.invalid:8094 \\(replayed\\)  .*");
        }
    }

    @Test
    void a_proxy_loop_is_explained() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.response(508, "loop"));
                RunningDev dev = RunningDev.start("--proxy", "/api=http://" + backend.address())) {
            assertThat(RawHttp.get(dev.port(), "/api").status()).isEqualTo(508);
            dev.awaitLine("the request came back to this server: a backend proxies it back here");
        }
    }
}
