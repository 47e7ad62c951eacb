package io.gangway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.cli.Main;
import io.gangway.testing.Site;
import io.gangway.tls.CertificateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code gangway -t} on each example, and on configurations as people copy them from web pages. */
class ExamplesTest {
    private static final String FRAME = "events {}\nhttp {\n%s\n}\n";

    static Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("etc/examples"))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .sorted()
                    .toList();
            return Stream.concat(Stream.of("gangway.conf"), names.stream().map(name -> "examples/" + name));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_example_is_valid(String name) throws Exception {
        try (Site site = Site.create()) {
            Path file = Path.of("etc", name).toAbsolutePath();
            if (name.contains("tls")) {
                CertificateFiles certificates = new CertificateFiles(site.dir());
                certificates.root("root", "ec");
                String text = Example.of(name)
                        .with("/etc/letsencrypt/live/test.example.net/fullchain.pem", "%{dir}/root.crt")
                        .with("/etc/letsencrypt/live/test.example.net/privkey.pem", "%{dir}/root.key")
                        .text();
                file = site.config(text).conf();
            }
            assertThat(test(site, file))
                    .startsWith("0 ")
                    .contains("the configuration file " + file + " syntax is ok")
                    .contains("configuration file " + file + " test is successful")
                    .doesNotContain("not supported", "[emerg]");
        }
    }

    @Test
    void a_missing_certificate_is_named() throws Exception {
        try (Site site = Site.create()) {
            String file = site.config(Example.of("examples/tls-websocket.conf")
                            .with("/etc/letsencrypt/live/test.example.net/fullchain.pem", "%{dir}/none.pem")
                            .text())
                    .conf()
                    .toString();

            assertThat(test(site, Path.of(file)))
                    .startsWith("1 ")
                    .contains("[emerg] cannot load certificate \"" + site.dir() + "/none.pem\"")
                    .contains("configuration file " + file + " test failed");
        }
    }

    @Test
    void a_configuration_without_line_breaks_is_valid() throws Exception {
        String asShown = "map $http_upgrade $connection_upgrade {default upgrade;'' close;}"
                + "upstream wsbackend{server 127.0.0.1:8094;server 127.0.0.1:8095;keepalive 1000;}"
                + "server {listen 20038;location /{ proxy_http_version 1.1;proxy_pass http://wsbackend;"
                + "proxy_redirect off;proxy_set_header Host $host;proxy_set_header X-Real-IP $remote_addr;"
                + "proxy_read_timeout 3600s;proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
                + "proxy_set_header Upgrade $http_upgrade;proxy_set_header Connection $connection_upgrade;}}";
        try (Site site = Site.of(FRAME.formatted(asShown))) {
            assertThat(test(site, site.conf())).startsWith("0 ");
        }
    }

    @Test
    void an_upstream_without_server_directives_is_explained() throws Exception {
        try (Site site = Site.of(FRAME.formatted("upstream backend {\n    192.168.3.1:3000;\n}"))) {
            assertThat(test(site, site.conf()))
                    .startsWith("1 ")
                    .contains("[emerg] unknown directive \"192.168.3.1:3000\" in " + site.conf() + ":4")
                    .contains("did you mean \"server 192.168.3.1:3000;\"?");
        }
    }

    @Test
    void missing_closing_braces_are_reported_at_the_end() throws Exception {
        String asShown = "events { worker_connections 1024;\nhttp {\nupstream backend { server 127.0.0.1:8000;\n";
        try (Site site = Site.of(asShown)) {
            assertThat(test(site, site.conf()))
                    .startsWith("1 ")
                    .contains("[emerg] \"http\" directive is not allowed here in " + site.conf() + ":2");
        }
    }

    @Test
    void a_configuration_may_be_an_included_file() throws Exception {
        try (Site site = Site.of(FRAME.formatted("include conf.d/*.conf;"))) {
            site.file("conf.d/map.conf", "map $http_upgrade $connection_upgrade { default upgrade; '' close; }")
                    .file("conf.d/group.conf", "upstream websocket { server 127.0.0.1:8282; }")
                    .file("conf.d/websocket.conf", """
                            server {
                                server_name test.example.net;
                                location / {
                                    proxy_pass http://websocket;
                                    proxy_set_header Upgrade $http_upgrade;
                                    proxy_set_header Connection $connection_upgrade;
                                }
                            }
                            """);
            assertThat(test(site, site.conf())).startsWith("0 ");
        }
    }

    /** Status and output of {@code gangway -t} in a process of its own. */
    private static String test(Site site, Path file) throws Exception {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        words.addAll(List.of(Main.class.getName(), "-p", site.dir() + "/", "-t", "-c", file.toString()));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output;
    }
}
