package io.gangway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.core.UnusedVariables;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every variable of nginx 1.30 is known, and has nginx's value when its feature is not used. */
class VariablesListTest {
    @Test
    void every_variable_has_its_value_in_the_access_log() throws IOException {
        Map<String, String> expected = expected();
        assertThat(expected).hasSizeGreaterThan(140);
        String format = expected.keySet().stream()
                .map(name -> "'" + name + " $" + name + "\\n'")
                .collect(Collectors.joining("\n"));
        try (Site site = Site.of("log_format all\n" + format + ";\n"
                                + "server { listen 127.0.0.1:%{port}; root %{dir}/html; access_log logs/all all;"
                                + " location / { default_type text/plain; return 200 ok; } }")
                        .file("html/page", "");
                GangwayServer server = GangwayServer.start(site)) {
            try (RawConnection client = RawHttp.connect(server.port())) {
                client.send("GET /a?x=1 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test\r\nConnection: close\r\n\r\n");
                assertThat(client.readUntilEnd()).endsWith("\r\n\r\nok");
            }
            Map<String, String> actual = parse(Files.readString(site.dir().resolve("logs/all")));
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            actual.replaceAll((name, value) -> expected.get(name).equals("*") && !value.equals("-") ? "*" : value);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void unused_variables_are_documented() throws IOException {
        String page = Files.readString(Path.of("docs/differences.md"));
        String section = page.substring(page.indexOf("## Variables"));
        for (String name : UnusedVariables.names()) {
            assertThat(section).contains("`$" + name + "`");
        }
        assertThat(Pattern.compile("`\\$(\\w+)`")
                        .matcher(section.substring(0, section.indexOf("\n## ", 1)))
                        .results()
                        .map(match -> match.group(1)))
                .allSatisfy(name -> assertThat(expected()).containsKey(name));
    }

    private static Map<String, String> expected() throws IOException {
        try (InputStream in = VariablesListTest.class.getResourceAsStream("/core/variables.txt")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Map<String, String> parse(String lines) {
        return lines.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(
                        part -> part[0], part -> part.length < 2 ? "" : part[1], (a, b) -> a, LinkedHashMap::new));
    }
}
