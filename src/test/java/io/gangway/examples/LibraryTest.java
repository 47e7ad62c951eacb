package io.gangway.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.Event;
import io.gangway.Gangway;
import io.gangway.Listener;
import io.gangway.conf.Block;
import io.gangway.core.Context;
import io.gangway.core.Directive;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.Slot;
import io.gangway.core.Variables;
import io.gangway.testing.Frame;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.WebSocketPeer;
import io.gangway.websocket.MessageHooks;
import io.gangway.websocket.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/library.md shows. */
class LibraryTest {
    @TempDir
    private Path folder;

    @Test
    void a_file_is_served() throws Exception {
        Path file = Files.writeString(
                folder.resolve("nginx.conf"),
                "events {} http { access_log off; server { listen 127.0.0.1:0 name=http; return 200 hello; } }");
        String body;

        try (Gangway proxy = Gangway.read(file).start()) {
            int port = proxy.port("http");
            body = RawHttp.get(port, "/").body();
        }

        assertThat(body).isEqualTo("hello");
    }

    @Test
    void a_configuration_is_written_in_java() throws Exception {
        Block conf = Block.configuration()
                .block("events", events -> {})
                .block(
                        "http",
                        http -> http.say("access_log", "off")
                                .block(
                                        "server",
                                        server -> server.say("listen", "127.0.0.1:0")
                                                .block(
                                                        "location",
                                                        "/",
                                                        location -> location.say("return", 200, "a b"))));

        try (Gangway proxy =
                Gangway.builder().configuration(conf).prefix(folder).start()) {
            assertThat(RawHttp.get(proxy.port(), "/").body()).isEqualTo("a b");
        }
        assertThat(conf.toString()).contains("location / {", "return 200 \"a b\";");
    }

    /** Counts answers by status. */
    static final class Statistics implements Listener {
        final Map<Integer, Integer> answers = new ConcurrentHashMap<>();

        @Override
        public void requestEnded(Event event) {
            answers.merge(event.status(), 1, Integer::sum);
        }
    }

    /** {@code teapot "text";} answers 418, and {@code $cups} counts. */
    static final class Teapot implements Module {
        private static final Directive<String> TEAPOT = Directive.word("teapot").in(Context.LOCATION);

        @Override
        public List<Directive<?>> directives() {
            return List.of(TEAPOT);
        }

        @Override
        public void variables(Variables variables) {
            variables.define("cups", exchange -> "2");
        }

        @Override
        public void compose(Place place) {
            if (place.get(TEAPOT) != null) {
                place.phase(Slot.HANDLER, exchange -> exchange.finish(418));
            }
        }
    }

    @Test
    void an_application_listens_and_brings_directives() throws Exception {
        Path file = Files.writeString(folder.resolve("nginx.conf"), """
                events {}
                http {
                    access_log off;
                    server {
                        listen 80;
                        location / { return 200 "$cups cups"; }
                        location /tea { teapot green; }
                    }
                }
                """);
        Statistics statistics = new Statistics();

        Gangway proxy = Gangway.builder()
                .file(file)
                .module(new Teapot())
                .listener(statistics)
                .freePorts()
                .start();

        try (proxy) {
            assertThat(RawHttp.get(proxy.port(80), "/").body()).isEqualTo("2 cups");
            assertThat(RawHttp.get(proxy.port(80), "/tea").status()).isEqualTo(418);
            await().untilAsserted(() -> assertThat(statistics.answers).isEqualTo(Map.of(200, 1, 418, 1)));
        }
    }

    @Test
    void messages_are_seen_changed_and_answered() throws Exception {
        MessageHooks hooks = new MessageHooks().add("room", exchange -> message -> switch (message.string()) {
            case "are you there" -> Verdict.answer(message.with("yes"));
            case "secret" -> Verdict.drop();
            default -> Verdict.pass(message);
        });
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo())) {
            Path file = Files.writeString(folder.resolve("hook.conf"), """
                    events {}
                    http {
                        access_log off;
                        server {
                            listen 127.0.0.1:0;
                            location / {
                                proxy_pass http://%s;
                                proxy_set_header Upgrade $http_upgrade;
                                proxy_set_header Connection "upgrade";
                                websocket_hook room;
                            }
                        }
                    }
                    """.formatted(backend.address()));
            try (Gangway proxy = Gangway.builder().file(file).module(hooks).start();
                    WebSocketPeer client = WebSocketPeer.connect(proxy.port(), "/")) {
                client.send(Frame.text("secret"), Frame.text("are you there"));
                assertThat(client.read().text()).isEqualTo("yes");
                client.send("hello");
                assertThat(client.read().text()).isEqualTo("hello");
            }
        }
    }
}
