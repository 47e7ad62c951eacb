package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.Adler32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fetch} of undici, in node, over HTTP/2 with backends of HTTP/1.1 and HTTP/2. */
class UndiciFetchTest {
    private static final String CONFIG = """
            log_format brief '$request $status $http2';
            access_log logs/access.log brief;
            server {
                listen 127.0.0.1:%{port} ssl;
                http2 on;
                ssl_certificate %{dir}/it.crt;
                ssl_certificate_key %{dir}/it.key;
                client_max_body_size 8m;
                root html;
                location /connection { return 200 "$http2 $connection"; }
                location /moved { return 302 /connection; }
                location /http1 { proxy_pass http://%{backend:http1}; }
                location /http2 { proxy_http_version 2; proxy_pass http://%{backend:http2}; }
            }
            """;

    private static ScriptedUpstream http1;
    private static ScriptedUpstream http2;
    private static Site site;
    private static GangwayServer server;
    private static NodeScript undici;

    @BeforeAll
    static void start() throws Exception {
        NodeScript.assume("undici");
        http1 = ScriptedUpstream.start(Script.noResponse());
        http2 = ScriptedUpstream.start(Script.noResponse()).http2(true);
        site = Site.create().backend("http1", http1).backend("http2", http2).file("html/large", large());
        Certificate.write(site.dir());
        server = GangwayServer.start(site.config(CONFIG));
        undici = new NodeScript("fetch.js");
    }

    @AfterAll
    static void stop() throws Exception {
        if (undici != null) {
            undici.close();
            server.close();
            site.close();
            http1.close();
            http2.close();
        }
    }

    @BeforeEach
    void respond() {
        Script bodyLength = (request, connection) ->
                Script.body(request.method() + " " + request.body().length()).run(request, connection);
        http1.respond(bodyLength);
        http2.respond(bodyLength);
    }

    private static byte[] large() {
        byte[] bytes = new byte[3_000_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 >> 3);
        }
        return bytes;
    }

    private static String url(String target) {
        return "https://127.0.0.1:" + site.port() + target;
    }

    private static String hears(String order) throws Exception {
        undici.writeLines(List.of(order));
        return undici.lines().next();
    }

    @Test
    void requests_share_a_connection_of_http2() throws Exception {
        String first = hears("get " + url("/connection"));

        assertThat(first).startsWith("200 h2 ");
        assertThat(hears("many 200 " + url("/connection"))).isEqualTo(first);
        assertThat(hears("get " + url("/moved"))).isEqualTo(first);
    }

    @Test
    void a_large_file_arrives_whole() throws Exception {
        Adler32 sum = new Adler32();
        sum.update(large());

        assertThat(hears("large " + url("/large"))).isEqualTo("binary 3000000 " + sum.getValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/http1", "/http2"})
    void bodies_reach_the_backend(String location) throws Exception {
        assertThat(hears("get " + url(location))).isEqualTo("200 GET 0");
        assertThat(hears("post 2000000 " + url(location))).isEqualTo("200 POST 2000000");
        assertThat(hears("stream 300 " + url(location))).isEqualTo("200 POST 300000");
        assertThat(hears("many 100 " + url(location))).isEqualTo("100 GET 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/http1", "/http2"})
    void an_aborted_request_ends_its_stream_only(String location) throws Exception {
        String connection = hears("get " + url("/connection"));
        ScriptedUpstream backend = location.equals("/http1") ? http1 : http2;
        CompletableFuture<Void> over = new CompletableFuture<>();
        backend.respond(Script.stall(over));
        undici.writeLines(List.of("begin " + url(location + "/slow")));
        await().atMost(Lines.PATIENCE)
                .until(() -> backend.requests().stream()
                        .anyMatch(request -> request.target().equals(location + "/slow")));

        assertThat(hears("abort " + url(location + "/slow"))).isEqualTo("failed AbortError");
        await().atMost(Lines.PATIENCE)
                .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("logs/access.log")))
                        .contains("GET " + location + "/slow HTTP/2.0 499 h2"));
        assertThat(hears("get " + url("/connection"))).isEqualTo(connection);
        over.complete(null);
    }
}
