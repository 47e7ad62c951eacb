package io.gangway.upstream.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code uwsgi_pass} and {@code scgi_pass} with a real uWSGI and an application in Python. */
class PythonTest {
    private static final String APP = """
            import hashlib, threading

            def application(environ, start_response):
                path = environ["PATH_INFO"]
                if path.endswith("/fails"):
                    raise RuntimeError("on purpose")
                if path.endswith("/upload"):
                    digest = hashlib.sha256()
                    left = int(environ.get("CONTENT_LENGTH") or 0)
                    while left > 0:
                        piece = environ["wsgi.input"].read(min(left, 65536))
                        if not piece:
                            break
                        left -= len(piece)
                        digest.update(piece)
                    start_response("200 OK", [("Content-Type", "text/plain")])
                    return [digest.hexdigest().encode()]
                if path.endswith("/large"):
                    start_response("200 OK", [("Content-Type", "text/plain")])
                    return (b"0123456789" * 1000 for i in range(200))
                if path.endswith("/teapot"):
                    start_response("418 I'm a teapot", [("Content-Type", "text/plain"), ("X-A", "b")])
                    return [b"short and stout"]
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [("%s %s %s %s" % (environ["REQUEST_METHOD"], path, environ["QUERY_STRING"],
                    environ["HTTP_HOST"])).encode()]
            """;

    private static Site site;
    private static PythonServer python;
    private static GangwayServer server;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> program = PythonServer.program();
        assumeThat(program).as("uWSGI with its plugin for Python").isPresent();
        site = Site.create().file("app.py", APP);
        python = PythonServer.start(program.get(), site);
        site.config("""
                client_max_body_size 200m;
                server {
                    listen 127.0.0.1:%{port};
                    include uwsgi_params;
                    location /tcp/ { uwsgi_pass UWSGI; }
                    location /unix/ { uwsgi_pass unix:%{dir}/app.sock; }
                    location /tls/ {
                        uwsgi_ssl_verify on;
                        uwsgi_ssl_trusted_certificate %{dir}/app.pem;
                        uwsgi_ssl_name app.test;
                        uwsgi_pass suwsgi://SECURE;
                    }
                    location /scgi/ { include scgi_params; scgi_param PATH_INFO $document_uri; scgi_pass SCGI; }
                }
                """.replace("UWSGI", python.uwsgi())
                .replace("SECURE", python.suwsgi())
                .replace("SCGI", python.scgi()));
        server = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {server, python, site}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "tls", "scgi"})
    void the_application_gets_the_request(String how) throws Exception {
        RawResponse response = RawHttp.get(server.port(), "/" + how + "/a?b=c");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("GET /" + how + "/a b=c localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "tls", "scgi"})
    void status_and_fields_are_passed_on(String how) throws Exception {
        RawResponse response = RawHttp.get(server.port(), "/" + how + "/teapot");

        assertThat(response.statusLine()).isEqualTo("HTTP/1.1 418 I'm a teapot");
        assertThat(response.field("X-A")).isEqualTo("b");
        assertThat(response.body()).isEqualTo("short and stout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "tls", "scgi"})
    void a_large_response_is_complete(String how) throws Exception {
        assertThat(RawHttp.get(server.port(), "/" + how + "/large").body()).isEqualTo("0123456789".repeat(200_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix", "tls", "scgi"})
    void a_large_body_arrives(String how) throws Exception {
        String body = "0123456789".repeat(500_000);
        try (RawConnection client = RawHttp.connect(server.port())) {
            client.send("POST /" + how + "/upload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                    + body.length() + "\r\n\r\n");
            client.send(body);

            assertThat(client.read().body()).isEqualTo(sha256(body));
        }
    }

    private static String sha256(String text) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(text.getBytes(US_ASCII)));
    }

    @Test
    void an_application_that_fails_does_not_answer_with_200() throws Exception {
        assertThat(RawHttp.get(server.port(), "/tcp/fails").status()).isIn(500, 502);
    }
}
