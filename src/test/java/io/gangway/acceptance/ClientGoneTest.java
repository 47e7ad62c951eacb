package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that disconnects frees its upstream connection. */
class ClientGoneTest {
    private static final Example CONFIG = new Example("""
            log_format  brief  '$request_method $uri $status';
            access_log  logs/access.log  brief;
            server {
                listen 127.0.0.1:%{port};
                location / { proxy_pass http://%{backend}; }
                location /kept/ { proxy_pass http://%{backend}; proxy_ignore_client_abort on; }
                location /unbuffered/ { proxy_pass http://%{backend}; proxy_buffering off; proxy_request_buffering off; }
            }
            """);

    private final CompletableFuture<ConnectionState> upstreamEnding = new CompletableFuture<>();
    private RunningExample run;
    private ScriptedUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        run = new RunningExample();
        upstream = run.backend("main", Script.noResponse());
        run.start(CONFIG);
    }

    @AfterEach
    void stop() throws IOException {
        run.close();
    }

    private void respond(String begin) {
        upstream.respond((request, connection) -> {
            connection.send(begin);
            // far longer than needed, far shorter than the proxy's own time-outs of a minute
            upstreamEnding.complete(connection.awaitClose(Duration.ofSeconds(40)));
        });
    }

    private void awaitLog(String line) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(run.log("access.log")).contains(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/slow", "/unbuffered/slow"})
    void the_client_disconnects_before_the_response(String target) throws Exception {
        respond("");
        try (RawConnection client = RawHttp.connect(run.port())) {
            client.send(RawHttp.request("GET", target));
            await().atMost(PATIENCE).until(() -> !upstream.requests().isEmpty());
        }

        assertThat(upstreamEnding.get(40, TimeUnit.SECONDS)).isNotEqualTo(ConnectionState.OPEN);
        awaitLog("GET " + target + " 499");
    }

    @Test
    void the_client_resets_the_connection() throws Exception {
        respond("");
        RawConnection client = RawHttp.connect(run.port());
        client.send(RawHttp.request("GET", "/slow"));
        await().atMost(PATIENCE).until(() -> !upstream.requests().isEmpty());
        client.reset();

        assertThat(upstreamEnding.get(40, TimeUnit.SECONDS)).isNotEqualTo(ConnectionState.OPEN);
        awaitLog("GET /slow 499");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events", "/unbuffered/events"})
    void the_client_disconnects_during_a_response(String target) throws Exception {
        respond("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        try (RawConnection client = RawHttp.connect(run.port()).timeout(PATIENCE)) {
            client.send(RawHttp.request("GET", target));
            client.readHead();
            assertThat(client.readLine()).isEqualTo("5");
        }

        assertThat(upstreamEnding.get(40, TimeUnit.SECONDS)).isNotEqualTo(ConnectionState.OPEN);
        awaitLog("GET " + target + " 200");
    }

    @Test
    void the_client_disconnects_during_an_upload() throws Exception {
        upstream.leaveBodiesUnread();
        respond("");
        try (RawConnection client = RawHttp.connect(run.port())) {
            client.send("POST /unbuffered/up HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
            await().atMost(PATIENCE).until(() -> !upstream.requests().isEmpty());
        }

        assertThat(upstreamEnding.get(40, TimeUnit.SECONDS)).isNotEqualTo(ConnectionState.OPEN);
        awaitLog("POST /unbuffered/up 400");
    }

    @Test
    void an_aborted_buffered_upload_never_reaches_the_backend() throws Exception {
        try (RawConnection client = RawHttp.connect(run.port())) {
            client.send("POST /up HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
        }
        awaitLog("POST /up 400");
        assertThat(upstream.acceptedConnections()).isZero();
    }

    @Test
    void the_port_remains_usable() throws Exception {
        for (int i = 0; i < 50; i++) {
            RawConnection client = RawHttp.connect(run.port());
            client.send(RawHttp.request("GET", "/slow"));
            client.reset();
        }
        await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
        upstream.respond(Script.body("fine"));
        assertThat(run.get("/").body()).isEqualTo("fine");
    }

    @Test
    void proxy_ignore_client_abort_lets_the_backend_finish() throws Exception {
        CompletableFuture<Void> left = new CompletableFuture<>();
        CompletableFuture<Boolean> stillThere = new CompletableFuture<>();
        upstream.respond((request, connection) -> {
            left.get(30, TimeUnit.SECONDS);
            stillThere.complete(connection.awaitClose(Duration.ofSeconds(1)) == ConnectionState.OPEN);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        try (RawConnection client = RawHttp.connect(run.port())) {
            client.send(RawHttp.request("GET", "/kept/slow"));
            await().atMost(PATIENCE).until(() -> !upstream.requests().isEmpty());
        }
        left.complete(null);

        assertThat(stillThere.get(30, TimeUnit.SECONDS)).isTrue();
    }
}
