package io.gangway.upstream.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedGateway;
import io.gangway.testing.Site;
import java.io.EOFException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code uwsgi_pass} and {@code scgi_pass} have in common, against scripted servers. */
class GatewayTest {
    private Site site;
    private ScriptedGateway backend;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        site = Site.create();
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        backend.close();
        site.close();
        assertThat(backend.failures()).isEmpty();
    }

    /** In the location, {@code P} stands for the protocol and {@code PASS} for its directive. */
    private int start(String protocol, String location, ScriptedGateway.Responder responder) throws Exception {
        backend = protocol.equals("uwsgi") ? ScriptedGateway.uwsgi(responder) : ScriptedGateway.scgi(responder);
        String directives = location.replace("P_", protocol + "_").replace("BACKEND", backend.address());
        site.config("error_log %{dir}/error.log info;\nserver { listen 127.0.0.1:%{port}; location / { " + directives
                + " } }");
        server = GangwayServer.start(site);
        return server.port();
    }

    private String errorLog() throws Exception {
        return Files.readString(site.dir().resolve("error.log"), ISO_8859_1);
    }

    private static ScriptedGateway.Responder ok(String body) {
        return (request, response) -> response.send("Content-Type: text/plain\r\n\r\n" + body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uwsgi", "scgi"})
    void the_shipped_parameters_describe_the_request(String protocol) throws Exception {
        int port = start(protocol, "include " + protocol + "_params; P_pass BACKEND;", ok("hello"));

        RawResponse response = RawHttp.get(port, "/a/b?c=d");

        assertThat(response.body()).isEqualTo("hello");
        assertThat(backend.request().params())
                .containsEntry("QUERY_STRING", "c=d")
                .containsEntry("REQUEST_METHOD", "GET")
                .containsEntry("REQUEST_URI", "/a/b?c=d")
                .containsEntry("HTTP_HOST", "localhost")
                .doesNotContainKey("HTTPS");
    }

    @ParameterizedTest
    @CsvSource({"uwsgi, 0", "uwsgi, 1", "uwsgi, 300000", "scgi, 0", "scgi, 1", "scgi, 300000"})
    void a_body_follows_the_parameters(String protocol, int length) throws Exception {
        int port = start(protocol, "include " + protocol + "_params; P_pass BACKEND;", ok("hello"));
        String body = "b".repeat(length);

        RawHttp.send(
                port,
                "POST /form HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n"
                        + body);

        assertThat(backend.request().body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({"uwsgi, 1", "uwsgi, 2", "uwsgi, 7", "scgi, 1", "scgi, 3"})
    void a_response_may_arrive_in_any_pieces(String protocol, int size) throws Exception {
        int port = start(
                protocol,
                "P_pass BACKEND;",
                (request, response) -> response.inSegmentsOf(size).send("HTTP/1.1 201 Made\r\nX-A: b\r\n\r\nbody"));

        RawResponse response = RawHttp.get(port, "/");

        assertThat(response.statusLine()).isEqualTo("HTTP/1.1 201 Made");
        assertThat(response.body()).isEqualTo("body");
    }

    @ParameterizedTest
    @CsvSource({"uwsgi, on", "uwsgi, off", "scgi, on", "scgi, off"})
    void a_large_response_is_complete(String protocol, String buffering) throws Exception {
        String body = "0123456789".repeat(200_000);
        int port = start(protocol, "P_buffering " + buffering + "; P_pass BACKEND;", ok(body));

        assertThat(RawHttp.get(port, "/").body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uwsgi", "scgi"})
    void a_connection_that_closes_before_the_head_ends_gives_502(String protocol) throws Exception {
        int port = start(
                protocol, "P_pass BACKEND;", (request, response) -> response.send("Content-Type: text/plain\r\n"));

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(errorLog())
                .contains("upstream prematurely closed connection while reading response header from upstream")
                .contains("upstream: \"" + protocol + "://" + backend.address() + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uwsgi", "scgi"})
    void a_body_that_breaks_off_is_incomplete(String protocol) throws Exception {
        int port = start(
                protocol, "P_pass BACKEND;", (request, response) -> response.send("Content-Length: 10\r\n\r\nbody"));

        assertThatThrownBy(() -> RawHttp.get(port, "/")).isInstanceOf(EOFException.class);
        assertThat(errorLog()).contains("upstream prematurely closed connection while reading upstream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uwsgi", "scgi"})
    void a_server_that_hangs_gives_504(String protocol) throws Exception {
        int port =
                start(protocol, "P_read_timeout 100ms; P_pass BACKEND;", (request, response) -> response.awaitClose());

        assertThat(RawHttp.get(port, "/").status()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uwsgi", "scgi"})
    void an_upgrade_becomes_a_tunnel(String protocol) throws Exception {
        int port = start(protocol, "P_pass BACKEND;", (request, response) -> {
            response.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n");
            response.send("you said " + response.read(5));
            response.awaitClose();
        });

        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(101);
            client.send("hello");
            assertThat(client.readExactly(14)).isEqualTo("you said hello");
        }
        assertThat(backend.request().params()).containsEntry("HTTP_UPGRADE", "echo");
    }
}
