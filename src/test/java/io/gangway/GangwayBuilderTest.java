package io.gangway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.conf.Block;
import io.gangway.conf.ConfException;
import io.gangway.config.Context;
import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variables;
import io.gangway.testing.Frame;
import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GangwayBuilderTest {
    private static final Block TWO_PORTS = Block.configuration()
            .block("events", events -> {})
            .block(
                    "http",
                    http -> http.directive("access_log", "off")
                            .block(
                                    "server",
                                    server -> server.directive("listen", "80").directive("return", "200", "plain"))
                            .block("server", server -> locations(server.directive("listen", "*:8080", "name=second"))));

    @TempDir
    private Path directory;

    @Test
    void logs_of_a_production_file_go_to_a_test_directory() throws Exception {
        Path file = directory.resolve("nginx.conf");
        Files.writeString(
                file,
                "pid /run/nginx.pid; error_log /no/such/error.log; events {} http { access_log /no/such/access.log;"
                        + " client_body_temp_path /no/such/body 1 2; client_body_in_file_only on;"
                        + " server { listen 80; proxy_temp_path /no/such/answers/ 1; location / {"
                        + " proxy_pass http://backend; add_header X-File $request_body_file; } } }");
        try (ScriptedUpstream backend = ScriptedUpstream.start(Script.body("ok"));
                Gangway gangway = Gangway.builder()
                        .file(file)
                        .logs(directory)
                        .freePorts()
                        .upstream("backend", backend.address())
                        .start()) {
            String request = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";
            RawResponse response = RawHttp.send(gangway.port(80), request);
            assertThat(response.body()).isEqualTo("ok");
            assertThat(Path.of(response.field("X-File"))).hasContent("hello").hasParent(directory.resolve("temp"));
        }
    }

    @Test
    void a_replaced_port_stays_replaced_after_a_reload() throws Exception {
        int port = FreePorts.next();
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, "events {} http { access_log off; server { listen 127.0.0.1:8080; return 200 a; } }");
        try (Gangway gangway = Gangway.builder().file(file).port(8080, port).start()) {
            assertThat(RawHttp.get(port, "/").body()).isEqualTo("a");

            Files.writeString(file, Files.readString(file).replace("200 a", "200 b"));
            gangway.reload();
            assertThat(RawHttp.get(port, "/").body()).isEqualTo("b");
        }
    }

    @Test
    void it_reports_urls_and_log_files() throws Exception {
        SelfSigned own = SelfSigned.of("localhost");
        Path certificate = Files.writeString(directory.resolve("own.crt"), own.certificatePem());
        Path key = Files.writeString(directory.resolve("own.key"), own.keyPem());
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, """
                error_log error.log;
                events {}
                http {
                    access_log access.log;
                    access_log $host.log;
                    server { listen 127.0.0.1:0; listen 127.0.0.2:0; listen unix:%1$s/socket; }
                    server {
                        listen 127.0.0.1:%4$d ssl;
                        ssl_certificate %2$s;
                        ssl_certificate_key %3$s;
                    }
                }
                """.formatted(directory, certificate, key, FreePorts.next()));

        try (Gangway gangway = Gangway.builder().file(file).start()) {
            assertThat(gangway.urls())
                    .satisfiesExactly(
                            url -> assertThat(url).isEqualTo("http://localhost:" + gangway.port() + "/"),
                            url -> assertThat(url).matches("http://127\\.0\\.0\\.2:[0-9]{2,5}/"),
                            url -> assertThat(url).isEqualTo("unix:" + directory + "/socket"),
                            url -> assertThat(url)
                                    .isEqualTo("https://localhost:"
                                            + gangway.ports().get(1) + "/"));
            assertThat(gangway.logFiles())
                    .containsExactlyInAnyOrder(directory.resolve("error.log"), directory.resolve("access.log"));
        }
    }

    @Test
    void a_configuration_in_java_is_served_and_printed_as_a_file() throws Exception {
        Block conf = Block.configuration()
                .block("events", events -> {})
                .block(
                        "http",
                        http -> http.directive("access_log", "off")
                                .block("server", server -> locations(server.directive("listen", "127.0.0.1:0"))));

        assertThat(conf).hasToString("""
                events {
                }
                http {
                    access_log off;
                    server {
                        listen 127.0.0.1:0;
                        location ~ \\.(js|css)$ {
                            return 200 "a file";
                        }
                        location = /say {
                            return 200 "a \\"word\\"; {}";
                        }
                    }
                }
                """);
        try (Gangway gangway = quiet().configuration(conf).start()) {
            assertThat(RawHttp.get(gangway.port(), "/x.js").body()).isEqualTo("a file");
            assertThat(RawHttp.get(gangway.port(), "/say").body()).isEqualTo("a \"word\"; {}");
        }
    }

    @Test
    void an_error_names_the_line_of_the_program() {
        AtomicInteger before = new AtomicInteger();
        Block conf = Block.configuration();
        conf.block("events", events -> {});
        conf.block(
                "http",
                http -> http.block("server", server -> {
                    before.set(line());
                    server.directive("rooot", "html");
                }));

        assertThatThrownBy(() -> quiet().configuration(conf).read())
                .isInstanceOf(ConfException.class)
                .hasMessage("unknown directive \"rooot\" in GangwayBuilderTest.java:" + (before.get() + 1));
    }

    @Test
    void an_error_at_the_end_of_a_block_names_the_line_that_opens_it() {
        AtomicInteger before = new AtomicInteger();
        Block conf = Block.configuration();
        conf.block("events", events -> {});
        conf.block("http", http -> {
            before.set(line());
            http.block("upstream", "empty", upstream -> {});
        });

        assertThatThrownBy(() -> quiet().configuration(conf).read())
                .hasMessage("no servers are inside upstream in GangwayBuilderTest.java:" + (before.get() + 1));
    }

    /** The line number of the caller. */
    private static int line() {
        return new Throwable().getStackTrace()[1].getLineNumber();
    }

    @Test
    void an_error_names_the_given_origin() {
        Block conf = Block.configuration("the settings of the shop").block("events", events -> {});

        assertThatThrownBy(() ->
                        quiet().configuration(conf.directive("rooot", "html")).read())
                .hasMessage("unknown directive \"rooot\" in the settings of the shop");
    }

    @Test
    void reading_without_a_configuration_is_an_error() {
        assertThatThrownBy(() -> Gangway.builder().read()).hasMessageContaining("no configuration");
    }

    @Test
    void every_listen_can_be_moved_to_a_free_port() throws Exception {
        try (Gangway one = quiet().configuration(TWO_PORTS).freePorts().start();
                Gangway two = quiet().configuration(TWO_PORTS).freePorts().start()) {
            assertThat(one.port(80)).isNotEqualTo(two.port(80)).isNotEqualTo(one.port(8080));
            assertThat(one.port("second")).isEqualTo(one.port(8080));
            assertThat(RawHttp.get(one.port(80), "/").body()).isEqualTo("plain");
            assertThat(RawHttp.get(one.port(8080), "/a.css").body()).isEqualTo("a file");
            assertThatThrownBy(() -> one.port(81)).isInstanceOf(IllegalArgumentException.class);
            int before = one.port(80);
            one.reload();
            assertThat(one.port(80)).isEqualTo(before);
            assertThat(RawHttp.get(before, "/").body()).isEqualTo("plain");
        }
    }

    @Test
    void free_ports_keep_servers_on_one_port_apart() throws Exception {
        Block conf = Block.configuration()
                .block("events", events -> {})
                .block(
                        "http",
                        http -> http.directive("access_log", "off")
                                .block(
                                        "server",
                                        server ->
                                                server.directive("listen", "80").directive("return", "200", "wild"))
                                .block(
                                        "server",
                                        server -> server.directive("listen", "10.9.8.7:80")
                                                .directive("return", "200", "special"))
                                .block(
                                        "server",
                                        server -> server.directive("listen", "80")
                                                .directive("server_name", "b.test")
                                                .directive("return", "200", "named")));
        try (Gangway gangway = quiet().configuration(conf).freePorts().start()) {
            String named = "GET / HTTP/1.1\r\nHost: b.test\r\nConnection: close\r\n\r\n";
            assertThat(RawHttp.send(gangway.port(80), named).body()).isEqualTo("named");
            assertThat(RawHttp.get(gangway.port(80), "/").body()).isEqualTo("wild");
        }
    }

    @Test
    void upstreams_are_replaced_by_name_also_after_a_reload() throws Exception {
        String text = """
                upstream app { server 10.255.255.1:80; keepalive 4; }
                server { listen 127.0.0.1:%{port};
                    location / { proxy_pass http://app; }
                    location /other/ { proxy_pass http://127.0.0.1:1/x/; }
                }
                """;
        try (ScriptedUpstream app = ScriptedUpstream.start(Script.body("from app"));
                ScriptedUpstream other = ScriptedUpstream.start(Script.body("from other"));
                Site site = Site.of(text);
                Gangway gangway = Gangway.builder()
                        .file(site.conf())
                        .upstream("app", app.address())
                        .upstream("127.0.0.1:1", other.address())
                        .start()) {
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("from app");
            assertThat(RawHttp.get(site.port(), "/other/a").body()).isEqualTo("from other");
            assertThat(other.lastRequest().target()).isEqualTo("/x/a");
            gangway.reload();
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("from app");
        }
    }

    @Test
    void a_replacement_that_replaces_nothing_is_an_error() {
        assertThatThrownBy(() -> quiet().configuration(TWO_PORTS)
                        .upstream("app", "127.0.0.1:1")
                        .read())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("upstream: app (expected: ");
    }

    @Test
    void a_listener_is_notified_of_requests_and_tunnels() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        Listener listener = new Listener() {
            @Override
            public void requestEnded(Event event) {
                heard.add(event.method() + " " + event.target() + " " + event.status() + " " + event.client());
            }

            @Override
            public void tunnelOpened(Event event) {
                heard.add("opened " + event.target() + " to " + event.upstream());
            }

            @Override
            public void tunnelEnded(Event event) {
                heard.add("ended " + event.status() + " " + event.variable("websocket_close_code") + " "
                        + event.variable("http_x_who") + " " + event.variable("no_such_variable") + " "
                        + !event.age().isNegative());
            }
        };
        String text = """
                server { listen 127.0.0.1:%{port};
                    location / { return 204; }
                    location /chat {
                        proxy_pass http://%{backend};
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection upgrade;
                    }
                }
                """;
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Site site = Site.create().backend(backend).config(text);
                Gangway gangway =
                        Gangway.builder().file(site.conf()).listener(listener).start()) {
            RawHttp.get(gangway.port(), "/a?b=%20c");
            try (WebSocketPeer client = WebSocketPeer.connect(gangway.port(), "/chat", "X-Who: me")) {
                client.send(Frame.close(4001, "enough"));
                client.read();
            }

            await().untilAsserted(() -> assertThat(heard)
                    .containsExactly(
                            "GET /a?b=%20c 204 127.0.0.1",
                            "opened /chat to " + backend.address(), "ended 101 4001 me null true"));
        }
    }

    @Test
    void an_application_adds_its_own_directives_and_variables() throws Exception {
        Directive<String> response = Directive.word("answer_with").in(Context.LOCATION);
        Module own = new Module() {
            @Override
            public List<Directive<?>> directives() {
                return List.of(response);
            }

            @Override
            public void variables(Variables variables) {
                variables.define("build", exchange -> "42");
            }

            @Override
            public void compose(LocationBuilder location) {
                String text = location.get(response);
                if (text != null) {
                    location.phase(Phase.HANDLER, exchange -> exchange.end(Integer.parseInt(text)));
                }
            }
        };
        Files.writeString(directory.resolve("nginx.conf"), """
                events {}
                http { access_log off; server { listen 127.0.0.1:0;
                    location / { return 200 "build $build"; }
                    location /own { answer_with 418; }
                } }
                """);
        try (Gangway gangway = Gangway.builder()
                .file(directory.resolve("nginx.conf"))
                .module(own)
                .start()) {
            assertThat(RawHttp.get(gangway.port(), "/").body()).isEqualTo("build 42");
            assertThat(RawHttp.get(gangway.port(), "/own").status()).isEqualTo(418);
        }
    }

    private GangwayBuilder quiet() {
        return Gangway.builder().prefix(directory);
    }

    /** A pattern, and a text that needs quotes. */
    private static Block locations(Block server) {
        return server.block("location", "~", "\\.(js|css)$", location -> location.directive("return", "200", "a file"))
                .block("location", "=", "/say", location -> location.directive("return", "200", "a \"word\"; {}"));
    }
}
