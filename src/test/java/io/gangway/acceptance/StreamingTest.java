package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that must not wait: parts of a request to the backend, events to the browser. */
class StreamingTest {
    private static final Example CONFIG = new Example("""
            server {
                listen 127.0.0.1:%{port};
                location / { proxy_pass http://%{backend}; }
                location /stream/ {
                    proxy_pass http://%{backend};
                    proxy_http_version 1.1;
                    proxy_buffering off;
                    proxy_request_buffering off;
                }
            }
            """);

    /** What the client has received so far: the backend waits for it before it continues. */
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

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

    @Test
    void a_request_body_reaches_the_backend_part_by_part() throws Exception {
        BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        upstream.leaveBodiesUnread().respond((request, connection) -> {
            arrived.add("head");
            arrived.add(connection.readExactly(5));
            arrived.add(connection.readExactly(6));
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        try (RawConnection client = RawHttp.connect(run.port()).timeout(PATIENCE)) {
            client.send("POST /stream/up HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n");
            assertThat(arrived.poll(30, TimeUnit.SECONDS)).isEqualTo("head");
            client.send("first");
            assertThat(arrived.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
            client.send("second");
            assertThat(arrived.poll(30, TimeUnit.SECONDS)).isEqualTo("second");
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void a_chunked_request_body_reaches_the_backend_part_by_part() throws Exception {
        BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        upstream.leaveBodiesUnread().respond((request, connection) -> {
            arrived.add(request.field("Transfer-Encoding"));
            for (String size = connection.readLine(); !size.equals("0"); size = connection.readLine()) {
                arrived.add(connection.readExactly(Integer.parseInt(size, 16)));
                connection.readLine();
            }
            connection.readLine();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        try (RawConnection client = RawHttp.connect(run.port()).timeout(PATIENCE)) {
            client.send("POST /stream/up HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(arrived.poll(30, TimeUnit.SECONDS)).isEqualTo("chunked");
            client.send("5\r\nfirst\r\n");
            assertThat(arrived.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
            client.send("6\r\nsecond\r\n0\r\n\r\n");
            assertThat(arrived.poll(30, TimeUnit.SECONDS)).isEqualTo("second");
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void a_buffered_request_body_reaches_the_backend_whole() throws Exception {
        upstream.respond(Script.body("ok"));
        try (RawConnection client = RawHttp.connect(run.port()).timeout(PATIENCE)) {
            client.send("POST /up HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
            client.send("6\r\nsecond\r\n0\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("ok");
        }
        assertThat(upstream.lastRequest().body()).isEqualTo("firstsecond");
        assertThat(upstream.lastRequest().field("Content-Length")).isEqualTo("11");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream/events", "/accel"})
    void each_event_arrives_before_the_next_is_sent(String target) throws Exception {
        upstream.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Accel-Buffering: no\r\n\r\n");
            for (int i = 0; i < 3; i++) {
                connection.send("data: event " + i + "\n\n");
                assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("data: event " + i);
            }
            connection.close();
        });
        try (RawConnection client = RawHttp.connect(run.port()).timeout(PATIENCE)) {
            client.send("GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
            assertThat(client.readHead()).contains("Content-Type: text/event-stream\r\n");
            for (int i = 0; i < 3; i++) {
                received.add(client.readLine());
                client.readLine();
            }
            assertThat(client.readLine()).isNull();
        }
        await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
        assertThat(upstream.failures()).isEmpty();
    }

    @Test
    void events_in_chunks_arrive_one_by_one_even_with_buffering() throws Exception {
        upstream.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 3; i++) {
                connection.send("5\r\npart" + i + "\r\n");
                assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("part" + i);
            }
            connection.send("0\r\n\r\n");
        });
        try (RawConnection client = RawHttp.connect(run.port()).timeout(PATIENCE)) {
            client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.readHead();
            for (int i = 0; i < 3; i++) {
                assertThat(client.readLine()).isEqualTo("5");
                received.add(client.readLine());
            }
            assertThat(client.readLine()).isEqualTo("0");
        }
        assertThat(upstream.failures()).isEmpty();
    }
}
