package io.gangway.upstream.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;

/** Two backends, {@code A} and {@code B}: requests get the name of the backend, checks what a script says. */
final class CheckedSite implements AutoCloseable {
    private static final String CHECK = "/check";

    final ScriptedUpstream a;
    final ScriptedUpstream b;
    final Site site;
    private GangwayServer server;

    private CheckedSite() throws IOException {
        a = ScriptedUpstream.start(Script.body("a"));
        b = ScriptedUpstream.start(Script.body("b"));
        site = Site.create();
    }

    static CheckedSite create() throws IOException {
        return new CheckedSite();
    }

    /** Sets what B responds to checks. */
    CheckedSite checkedB(Script script) {
        b.respond((request, connection) ->
                (request.target().startsWith(CHECK) ? script : Script.body("b")).run(request, connection));
        return this;
    }

    /** Serves {@code /} from both backends with these checks. */
    CheckedSite start(String location) throws IOException {
        return start("", "server A; server B;", location);
    }

    CheckedSite start(String http, String servers, String location) throws IOException {
        config(http, servers, location);
        server = GangwayServer.start(site);
        return this;
    }

    void config(String http, String servers, String location) throws IOException {
        site.config("error_log %{dir}/error.log notice;\n" + addresses(http) + "\nupstream u { zone z 64k; "
                + addresses(servers) + " }\nserver { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; "
                + location + " } location = /status { api write=on; } location /api/ { api; } }");
    }

    private String addresses(String text) {
        return text.replace("server A", "server " + a.address()).replace("server B", "server " + b.address());
    }

    GangwayServer server() {
        return server;
    }

    RawResponse get() throws IOException {
        return RawHttp.get(server.port(), "/");
    }

    /** The bodies of four requests, sorted. */
    String four() throws IOException {
        StringBuilder bodies = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            RawResponse response = get();
            bodies.append(response.status() == 200 ? response.body() : Integer.toString(response.status()));
        }
        return bodies.toString()
                .chars()
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Waits until requests go to these backends only. */
    void awaitFour(String bodies) {
        eventually(() -> assertThat(four()).isEqualTo(bodies));
    }

    static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion);
    }

    /** Lets the interval between two checks pass. */
    void advance(int seconds) {
        server.advance(Duration.ofSeconds(seconds));
    }

    long checks(ScriptedUpstream backend) {
        return backend.requests().stream()
                .filter(request -> request.target().startsWith(CHECK))
                .count();
    }

    /** Waits until a backend has got this many checks. */
    void awaitChecks(ScriptedUpstream backend, int count) {
        eventually(() -> assertThat(checks(backend)).isEqualTo(count));
    }

    String log() throws IOException {
        return Files.readString(site.dir().resolve("error.log"), ISO_8859_1);
    }

    void awaitLog(String text) {
        eventually(() -> assertThat(log()).contains(text));
    }

    @Override
    public void close() throws Exception {
        if (server != null) {
            server.close();
        }
        a.close();
        b.close();
        site.close();
        assertThat(a.failures()).isEmpty();
    }
}
