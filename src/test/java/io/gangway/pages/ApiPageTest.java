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
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/api.md}: its requests, sent one after another, have the responses that it shows. */
class ApiPageTest {
    private static final String PAGE = "docs/api.md";

    @Test
    void each_request_has_the_response_that_the_page_shows() throws Exception {
        Page page = Page.read(PAGE);
        try (ScriptedUpstream first = ScriptedUpstream.start(Script.body("x"));
                ScriptedUpstream second = ScriptedUpstream.start(Script.body("x"));
                Site site = Site.create().backend("a", first).backend("b", second)) {
            site.config(page.blocks("nginx")
                    .get(0)
                    .text()
                    .replace("127.0.0.1:8080", "127.0.0.1:%{port}")
                    .replace("127.0.0.1:8081", "%{backend:a}")
                    .replace("127.0.0.1:8082", "%{backend:b}"));
            try (GangwayServer gangway = GangwayServer.start(site)) {
                List<Page.Block> requests = page.blocks("http");
                List<Page.Block> responses = page.blocks("json");
                assertThat(gangway.site()).isSameAs(site);
                assertThat(responses).hasSameSizeAs(requests).hasSizeGreaterThan(8);
                for (int i = 0; i < requests.size(); i++) {
                    String body = send(site.port(), requests.get(i).lines())
                            .body()
                            .replace(first.address(), "127.0.0.1:8081")
                            .replace(second.address(), "127.0.0.1:8082");
                    assertThat(normalized(body))
                            .as(requests.get(i).text())
                            .isEqualTo(normalized(responses.get(i).text()));
                }
            }
        }
    }

    private static RawResponse send(int port, List<String> lines) throws IOException {
        String body = String.join("", lines.subList(1, lines.size()));
        return RawHttp.send(
                port,
                lines.get(0) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
    }

    /** Without line breaks, numbers of bytes and the number of a request. */
    private static String normalized(String json) {
        return json.replaceAll("\n *", "")
                .replaceAll("\"(received|sent)\":[1-9]\\d*", "\"$1\":N")
                .replaceAll("\"request_id\":\"[0-9a-f]{32}\"", "\"request_id\":\"ID\"");
    }

    @Test
    void its_other_examples_are_valid() throws IOException {
        try (Site site = Site.create().file("api.token", "x")) {
            for (Page.Block block : Page.read(PAGE).blocks("nginx").subList(1, 2)) {
                site.config("server { listen 127.0.0.1:%{port}; " + block.text() + " }");
                GangwayServer.start(site).close();
            }
        }
    }

    /** The paths and codes of the tables are those of the sources. */
    @Test
    void its_codes_are_those_of_the_sources() throws IOException {
        String page = Files.readString(Path.of(PAGE));
        StringBuilder sources = new StringBuilder();
        for (String directory : List.of("api", "admin")) {
            try (var files = Files.list(Path.of("src/main/java/io/gangway", directory))) {
                for (Path file : files.toList()) {
                    sources.append(Files.readString(file));
                }
            }
        }
        var codes = new TreeSet<String>();
        Pattern.compile("`([A-Z][A-Za-z]+[a-z])`")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .filter(word -> !word.matches("Allow|Host|Origin"))
                .forEach(codes::add);
        assertThat(codes)
                .hasSizeGreaterThan(20)
                .allSatisfy(code -> assertThat(sources).contains("\"" + code + "\""));
    }
}
