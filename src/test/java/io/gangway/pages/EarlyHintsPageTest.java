package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The configuration of {@code docs/early-hints.md}; what it says besides is in the pairs {@code early-hints}. */
class EarlyHintsPageTest {
    private static final String NAVIGATES = "sec-fetch-mode: navigate";
    private static final List<String> HINT = List.of(":status: 103", "link: </a.css>");

    private ScriptedUpstream backend;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void start() throws Exception {
        backend = ScriptedUpstream.start(Script.raw(
                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        site = Site.create().backend(backend);
        String page = Files.readString(Path.of("docs/early-hints.md"), StandardCharsets.UTF_8);
        String file = page.split("```nginx\n")[1].split("```")[0];
        assertThat(file).contains("listen      443 ssl;", "http://app;");
        server = GangwayServer.start(
                site.config("upstream app { server %{backend}; }\n" + file.replace("443 ssl", "127.0.0.1:%{port}")));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        backend.close();
        site.close();
    }

    @Test
    void a_browser_that_loads_a_page_over_http2_gets_hints() throws Exception {
        try (Http2Peer browser = Http2Peer.connect(server.port())) {
            assertThat(browser.response(browser.get("/", NAVIGATES)).interim()).containsExactly(HINT);
            assertThat(browser.response(browser.get("/", "sec-fetch-mode: cors"))
                            .interim())
                    .isEmpty();
            assertThat(browser.response(browser.get("/")).interim()).isEmpty();
        }
    }

    @Test
    void a_client_of_http1_gets_no_hints() throws Exception {
        try (RawConnection client = RawHttp.connect(server.port())) {
            client.send(RawHttp.request("GET", "/", NAVIGATES));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }
}
