package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * HAProxy and nghttpx in front of Gangway, behind it, and on both sides, with node's ws at both ends: WebSockets pass
 * through all four combinations of HTTP/1.1 and HTTP/2.
 */
class HopTest {
    @TempDir
    private static Path directory;

    private static NodeServer server;
    private static NodeClient client;
    private static ForeignSite site;

    private static final Map<Hop.Make, Hop> HOPS = new EnumMap<>(Hop.Make.class);
    private static int who;

    /** Which legs of Gangway are HTTP/2, by a proxy of this make. */
    record Legs(Hop.Make make, boolean inFront, boolean behind, Relay relay) {
        static Stream<Legs> all() {
            return Arrays.stream(Hop.Make.values())
                    .flatMap(make -> Stream.of(Relay.TUNNEL, Relay.COMPRESSING)
                            .flatMap(relay -> Stream.of(
                                    new Legs(make, true, false, relay),
                                    new Legs(make, false, true, relay),
                                    new Legs(make, true, true, relay))));
        }

        private String url(String scheme, String target) {
            String url = site.url(scheme, relay, behind ? make + "-http2" : "node", target);
            return inFront
                    ? url.replace(":" + site.port() + "/", ":" + HOPS.get(make).front() + "/")
                    : url;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        NodeScript.assume("ws");
        server = new NodeServer(null, false);
        client = new NodeClient("client.js");
        Map<String, String> urls = new TreeMap<>();
        urls.put("node", "http://127.0.0.1:" + server.port() + "/");
        for (Hop.Make make : Hop.Make.values()) {
            Hop hop = new Hop(make);
            HOPS.put(make, hop);
            urls.put(make + "-http2", "http://127.0.0.1:" + hop.behind() + "/");
        }
        site = new ForeignSite(urls);
        site.page("hello.html", new byte[100_000]);
    }

    @AfterAll
    static void stop() throws Exception {
        HOPS.values().forEach(Hop::close);
        if (site != null) {
            site.close();
            client.close();
            server.close();
        }
    }

    @AfterEach
    void leave() throws Exception {
        client.disconnect();
    }

    /** Starts the proxy at its first use; skips the test, with a message, if it is missing. */
    private static void start(Hop.Make make) throws Exception {
        make.assume();
        if (!HOPS.get(make).started()) {
            HOPS.get(make).start(directory, site.port(), server.port());
        }
    }

    private static void open(Legs legs) throws Exception {
        start(legs.make());
        who++;
        client.open(legs.url("ws", "echo?" + who), "v1.score", "v2.score");
        assertThat(client.next()).isEqualTo("open v2.score permessage-deflate");
        assertThat(serverSaw("open")).isEqualTo(who + " open v2.score permessage-deflate");
    }

    private static String serverSaw(String what) {
        return server.events().next(who + " " + what);
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.HopTest$Legs#all")
    void messages_are_echoed_in_order(Legs legs) throws Exception {
        open(legs);
        List<String> messages = IntStream.range(0, 500)
                .mapToObj(i -> i + " gr\u00fc\u00dfe " + "x".repeat(i % 300))
                .toList();
        client.send(messages);
        for (String message : messages) {
            assertThat(client.next()).isEqualTo("text " + message);
        }

        byte[] bytes = new byte[1 << 20];
        new Random(1).nextBytes(bytes);
        client.send(bytes);
        Adler32 sum = new Adler32();
        sum.update(bytes);
        assertThat(client.next()).isEqualTo("binary " + bytes.length + " " + sum.getValue());
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.HopTest$Legs#all")
    void pings_and_closes_reach_the_other_side(Legs legs) throws Exception {
        open(legs);
        client.ping("are you there");
        assertThat(client.next()).isEqualTo("pong are you there");
        client.send(List.of("ping and you"));
        assertThat(client.next()).isEqualTo("text pong and you");
        client.close(4401, "who are you");
        assertThat(serverSaw("close")).isEqualTo(who + " close 4401 who are you");
        assertThat(client.next()).isEqualTo("close 4401 who are you");

        open(legs);
        client.send(List.of("close 1013 later"));
        assertThat(client.next()).isEqualTo("close 1013 later");
        assertThat(serverSaw("close")).isEqualTo(who + " close 1013 later");
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.HopTest$Legs#all")
    void a_broken_connection_reaches_the_other_side(Legs legs) throws Exception {
        open(legs);
        client.send(List.of("break"));
        assertThat(client.next()).isEqualTo("close 1006 ");

        open(legs);
        client.disconnect();
        // HAProxy ends the stream; nghttpx resets it, which Gangway reports to the server
        boolean resets = legs.make() == Hop.Make.NGHTTPX && legs.inFront();
        assertThat(serverSaw("close")).isEqualTo(who + (resets ? " close 1014 " : " close 1006 "));
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.HopTest$Legs#all")
    void a_refusal_is_reported(Legs legs) throws Exception {
        start(legs.make());
        client.open(legs.url("ws", "forbidden"));

        assertThat(client.next()).isEqualTo("refused 403");
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.HopTest$Legs#all")
    void plain_requests_pass(Legs legs) throws Exception {
        start(legs.make());
        HttpResponse<String> refusal = get(legs.url("http", "plain"));
        assertThat(refusal.statusCode()).isEqualTo(426);
        assertThat(refusal.body()).isEqualTo("Upgrade Required");
    }

    @ParameterizedTest
    @EnumSource(Hop.Make.class)
    void a_proxy_in_front_gets_pages_over_http2(Hop.Make make) throws Exception {
        start(make);
        String page = site.page("http", "hello.html")
                .replace(":" + site.port(), ":" + HOPS.get(make).front());
        assertThat(get(page).body()).hasSize(100_000);

        await().atMost(Lines.PATIENCE)
                .untilAsserted(() -> assertThat(site.accessLog()).containsPattern("/page/hello.html 200 .* HTTP/2.0 "));
    }

    private static HttpResponse<String> get(String url) throws Exception {
        // by default it would ask for an upgrade to h2c, which HAProxy turns into an extended CONNECT
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
