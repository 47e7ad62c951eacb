package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.conf.WholeFile;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that no file system allows, and endless files. */
class UnusablePathTest {
    @TempDir
    private Path directory;

    private void load(String text) throws IOException {
        Path file = directory.resolve("nginx.conf");
        Files.createDirectories(directory.resolve("logs"));
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        Configuration.ofModules()
                .load(new Environment(directory, file, null, ""))
                .generation()
                .close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pid $;",
                "error_log $;",
                "http { access_log $; }",
                "http { root $; }",
                "http { server { location / { alias $; } } }",
                "http { client_body_temp_path $; }",
                "http { proxy_temp_path $; }",
                "http { auth_basic_user_file $; }",
                "http { ssl_certificate $; }",
                "http { ssl_certificate_key $; }",
                "http { ssl_password_file $; }",
                "http { ssl_client_certificate $; }",
                "http { ssl_trusted_certificate $; }",
                "http { ssl_crl $; }",
                "http { proxy_ssl_certificate $; }",
                "http { proxy_ssl_certificate_key $; }",
                "http { proxy_ssl_password_file $; }",
                "http { proxy_ssl_trusted_certificate $; }",
                "http { proxy_ssl_crl $; }",
            })
    void a_nul_in_a_path_is_an_error_with_a_position(String text) {
        assertThatThrownBy(() -> load("\nevents {} " + text.replace("$", "\"/a\0b\"")))
                .isInstanceOf(ConfException.class)
                .hasMessage("invalid path \"/a\\0b\" (Nul character not allowed) in " + directory + "/nginx.conf:2");
    }

    @ParameterizedTest
    @CsvSource({
        "http { server { listen unix:$; } }, invalid path \"/a\\0b\" (Nul character not allowed)",
        "include $;, open() \"/a\0b\" failed (22: Invalid argument)",
        "http { upstream u { server unix:$; } }, invalid path in the unix domain socket in upstream \"unix:/a\0b\"",
        "http { server { location / { proxy_pass http://unix:$; } } }, invalid path in the unix domain socket in upstream \"unix:/a\0b\"",
    })
    void a_nul_in_an_address_or_include_has_the_wording_of_nginx(String text, String expected) {
        assertThatThrownBy(() -> load("\nevents {} " + text.replace("$", "/a\0b")))
                .isInstanceOf(ConfException.class)
                .hasMessageStartingWith(expected)
                .hasMessageEndingWith("in " + directory + "/nginx.conf:2");
    }

    @Test
    void no_directive_fails_unexpectedly_on_a_nul() {
        List<String> contexts = List.of(
                "%s events {}",
                "events {} http { %s }",
                "events {} http { server { %s } }",
                "events {} http { server { location / { %s } } }",
                "events {} http { upstream u { server 127.0.0.1:1; %s } }");
        for (Module module : ServiceLoader.load(Module.class)) {
            for (Directive<?> directive : module.directives()) {
                for (String context : contexts) {
                    for (String args : List.of("a\0b", "a\0b /a\0b", "/a\0b a")) {
                        String text = context.formatted(directive.name() + " " + args + ";");
                        assertThatCode(() -> loadOrRefuse(text)).as(text).doesNotThrowAnyException();
                    }
                }
            }
        }
    }

    private void loadOrRefuse(String text) throws IOException {
        try {
            load(text);
        } catch (ConfException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Test
    void a_nul_in_a_variable_makes_the_path_unusable() throws Exception {
        try (Site site = Site.of("map $uri $bad { default \"a\0b\"; } server { listen 127.0.0.1:%{port};"
                        + " location /auth { auth_basic x; auth_basic_user_file $bad; }"
                        + " location /root { root $bad; } location /real { root $bad; return 200 [$realpath_root]; }"
                        + " location /log { access_log $bad; return 200; }"
                        + " location /pass { proxy_pass http://unix:$bad; } }");
                GangwayServer server = GangwayServer.start(site)) {
            assertThat(RawHttp.send(
                                    server.port(),
                                    "GET /auth HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YTpi\r\nConnection: close\r\n\r\n")
                            .status())
                    .isEqualTo(500);
            assertThat(RawHttp.get(server.port(), "/root").status()).isEqualTo(404);
            assertThat(RawHttp.get(server.port(), "/real").body()).isEqualTo("[]");
            assertThat(RawHttp.get(server.port(), "/log").status()).isEqualTo(200);
            assertThat(RawHttp.get(server.port(), "/pass").status()).isEqualTo(500);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http { ssl_password_file /dev/zero; }, read() \"/dev/zero\" failed (27: File too large) in %{dir}/nginx.conf:1",
        "include /dev/zero;, open() \"/dev/zero\" failed (27: File too large) in %{dir}/nginx.conf:1",
        "http { server { ssl_certificate /dev/zero; ssl_certificate_key /dev/zero; } }, cannot load certificate \"/dev/zero\": BIO_new_file() failed (SSL: error:10080002:BIO routines::system lib:File too large)",
    })
    void an_endless_file_is_too_large(String text, String expected) {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/dev/zero")));
        assertThatThrownBy(() -> load("events {} " + text))
                .isInstanceOf(ConfException.class)
                .hasMessage(expected.replace("%{dir}", directory.toString()));
    }

    @Test
    void an_endless_password_file_gives_500() throws Exception {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/dev/zero")));
        try (Site site = Site.of("server { listen 127.0.0.1:%{port}; auth_basic x; auth_basic_user_file /dev/zero; }");
                GangwayServer server = GangwayServer.start(site)) {
            assertThat(RawHttp.send(
                                    server.port(),
                                    "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YTpi\r\nConnection: close\r\n\r\n")
                            .status())
                    .isEqualTo(500);
            assertThat(Files.readString(site.dir().resolve("nginx.conf.log")))
                    .contains("open() \"/dev/zero\" failed (27: File too large)");
        }
    }

    @Test
    void a_whole_file_takes_at_most_an_eighth_of_the_heap() {
        assertThat((long) WholeFile.max())
                .isLessThanOrEqualTo(64L << 20)
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 8)
                .isGreaterThan(1 << 20);
    }
}
