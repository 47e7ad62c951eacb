package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.UpstreamConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.chrome.ChromeDriver;

/** Clients of others receive the early hints of a backend before its page. */
class HintedPageTest {
    private static final String STYLE = "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nCache-Control: max-age=60\r\n"
            + "Content-Length: 6\r\n\r\np { } ";
    private static final String PAGE = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s";
    private static final String TEXT =
            "<!doctype html><title>page</title><link rel=stylesheet href=/style.css><p>hinted";

    /** The backend has received the request for the style sheet. */
    private final CompletableFuture<Void> style = new CompletableFuture<>();

    private ScriptedUpstream backend;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void start() throws Exception {
        backend = ScriptedUpstream.start(this::respond);
        site = Site.create().backend(backend);
        Certificate.write(site.dir());
        server = GangwayServer.start(site.config("""
                server {
                    listen 127.0.0.1:%{port} ssl;
                    http2 on;
                    ssl_certificate %{dir}/it.crt;
                    ssl_certificate_key %{dir}/it.key;
                    location / { proxy_pass http://%{backend}; early_hints 1; }
                }
                """));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        backend.close();
        site.close();
    }

    /** The page waits for its style sheet, if it is hinted at: only who reads the hint can request it. */
    private void respond(RecordedRequest request, UpstreamConnection connection) throws Exception {
        switch (request.target()) {
            case "/style.css" -> {
                style.complete(null);
                connection.send(STYLE);
            }
            case "/page.html" -> {
                connection.send("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n");
                if (request.field("Sec-Fetch-Mode") != null) {
                    style.get(Lines.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                }
                connection.send(PAGE.formatted(TEXT.length(), TEXT));
            }
            default -> connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        }
    }

    @Test
    void a_browser_fetches_what_is_hinted_at_before_the_page_arrives(@TempDir Path profile) {
        ChromeDriver browser = Chromium.open(profile);
        try {
            browser.executeCdpCommand("Security.setIgnoreCertificateErrors", Map.of("ignore", true));
            browser.get("https://localhost:" + server.port() + "/page.html");
            assertThat(browser.getTitle()).isEqualTo("page");
            assertThat(browser.executeScript("return performance.getEntriesByType('navigation')[0].nextHopProtocol"))
                    .isEqualTo("h2");
            assertThat(backend.requests()).extracting(RecordedRequest::target).startsWith("/page.html", "/style.css");
        } finally {
            browser.quit();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h1", "h2", "undici"})
    void node_receives_the_hint_and_the_response(String how) throws Exception {
        NodeScript.assume(how.equals("undici") ? "undici" : "https");
        try (NodeScript node = new NodeScript("hints.js", String.valueOf(server.port()), how)) {
            assertThat(node.lines().next()).isEqualTo("hint 103 </style.css>; rel=preload; as=style");
            assertThat(node.lines().next()).isEqualTo("final 200");
        }
    }
}
