package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.Gangway;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that nginx's packages put beside the configuration, where nobody has put them. */
class ShippedFilesTest {
    @TempDir
    private Path directory;

    private Gangway read(String http) throws IOException {
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, "events {}\nhttp {\n" + http + "\nserver { listen 127.0.0.1:18080; } }\n");
        return Gangway.read(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mime.types",
                "proxy_params",
                "fastcgi_params",
                "fastcgi.conf",
                "scgi_params",
                "uwsgi_params",
                "koi-utf",
                "koi-win",
                "win-utf"
            })
    void a_missing_one_is_replaced_with_a_warning(String name) throws IOException {
        Gangway gangway = read("include " + name + ";");
        assertThat(gangway.warnings())
                .containsExactly("\"" + directory.resolve(name) + "\" does not exist, Gangway's own copy is used in "
                        + directory.resolve("nginx.conf") + ":3");
        assertThat(gangway.dump())
                .contains("# configuration file " + directory.resolve(name) + ":\n# Gangway's own " + name);
        assertThat(gangway.files()).containsExactly(directory.resolve("nginx.conf"));
    }

    @Test
    void one_that_is_there_counts() throws IOException {
        Files.writeString(directory.resolve("mime.types"), "types { text/own own; }");
        Gangway gangway = read("include mime.types;");
        assertThat(gangway.warnings()).isEmpty();
        assertThat(gangway.files()).hasSize(2);
    }

    @Test
    void a_link_to_nowhere_is_an_error() throws IOException {
        Files.createSymbolicLink(directory.resolve("mime.types"), directory.resolve("nowhere"));
        assertThatThrownBy(() -> read("include mime.types;"))
                .isInstanceOf(ConfException.class)
                .hasMessageStartingWith("open() \"" + directory.resolve("mime.types") + "\" failed (2: No such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conf/mime.types", "./mime.types", "/nowhere/mime.types", "mime.type"})
    void no_other_name_is_replaced(String name) {
        assertThatThrownBy(() -> read("include " + name + ";"))
                .isInstanceOf(ConfException.class)
                .hasMessageStartingWith("open() \"")
                .hasMessageEndingWith(
                        "failed (2: No such file or directory) in " + directory.resolve("nginx.conf") + ":3");
    }

    @Test
    void a_pattern_is_not_replaced() throws IOException {
        assertThat(read("include mime.type*;").warnings()).isEmpty();
    }

    @Test
    void an_error_in_one_names_it_and_no_file() {
        assertThatThrownBy(() -> read("server { include mime.types; include koi-utf; }"))
                .hasMessage("\"charset_map\" directive is not allowed here in Gangway's own koi-utf:2");
    }

    @ParameterizedTest
    @CsvSource({
        "a.html, text/html",
        "a.js, application/javascript",
        "a.svgz, image/svg+xml",
        "a.woff2, font/woff2",
        "a.bmp, image/x-ms-bmp",
        "a.m4v, video/x-m4v",
        "a.docx, application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "a.jnlp, application/x-java-jnlp-file",
        "a.md, application/octet-stream",
    })
    void media_types_are_those_of_nginx(String name, String type) throws IOException {
        try (Site site = Site.of("include mime.types; default_type application/octet-stream;"
                        + " server { listen 127.0.0.1:%{port}; root %{dir}/html; }");
                GangwayServer server = GangwayServer.start(site.file("html/" + name, "x"))) {
            assertThat(RawHttp.get(server.port(), "/" + name).field("Content-Type"))
                    .isEqualTo(type);
        }
    }

    @Test
    void there_are_as_many_extensions_as_in_nginx() throws IOException {
        String types = read("include mime.types;").dump();
        String block = types.substring(types.indexOf("\ntypes {") + 9);
        long extensions = Pattern.compile("\\S+")
                .matcher(block.replaceAll("(?m)^ *\\S+/\\S+", "").replaceAll("[;}]", " "))
                .results()
                .count();
        assertThat(extensions).isEqualTo(114);
    }

    @Test
    void proxy_params_tell_a_backend_of_the_client() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(
                        (request, connection) -> connection.send("HTTP/1.1 204 No Content\r\n\r\n"));
                Site site = Site.create().backend(backend)) {
            site.config("server { listen 127.0.0.1:%{port}; include proxy_params;"
                    + " location / { proxy_pass http://%{backend}; } }");
            try (GangwayServer server = GangwayServer.start(site)) {
                RawHttp.get(server.port(), "/");
                assertThat(backend.requests().get(0).head())
                        .contains("Host: localhost")
                        .contains("X-Real-IP: 127.0.0.1")
                        .contains("X-Forwarded-For: 127.0.0.1")
                        .contains("X-Forwarded-Proto: http");
            }
        }
    }

    @Test
    void a_configuration_in_java_has_them_too() {
        Block configuration = Block.configuration()
                .block("events", events -> {})
                .block(
                        "http",
                        http -> http.directive("include", "mime.types")
                                .block("server", server -> server.directive("listen", "127.0.0.1:18080")));
        Gangway gangway =
                Gangway.builder().configuration(configuration).prefix(directory).read();
        assertThat(gangway.warnings()).singleElement().asString().contains("Gangway's own copy is used");
    }
}
