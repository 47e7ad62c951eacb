package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An unexpected failure, here lack of memory, ends its exchange immediately and is logged in one line. */
@Timeout(30)
class UnexpectedFailureTest {
    private static final String MESSAGE = "Cannot reserve ";

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_failure_in_the_response_head_gives_500_or_502(LegPair legs) throws IOException {
        try (Running run = new Running(legs)) {
            run.upstream.respond(Script.body("hello"));
            try (RawConnection client = legs.connect(run.server.port())) {
                // TLS messages that follow a handshake have been read before, on both legs.
                assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                                .read()
                                .status())
                        .isEqualTo(200);
                run.upstream.respond((request, connection) -> {
                    run.failTheNextRead();
                    Script.body("hello").run(request, connection);
                });
                client.send(RawHttp.request("GET", "/"));

                assertThat(client.read().status()).isIn(500, 502);
            }
            run.assertReleasedAndLoggedOnce();
        }
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_failure_in_the_response_body_ends_the_connection_or_stream(LegPair legs) throws IOException {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        try (Running run = new Running(legs)) {
            run.upstream.respond((request, connection) -> {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
                connection.send("half ");
                seen.join();
                run.failTheNextRead();
                connection.send("whole");
                connection.awaitClose(Duration.ofSeconds(20));
            });
            try (RawConnection client = legs.connect(run.server.port())) {
                client.send(RawHttp.request("GET", "/"));
                client.readHead();
                assertThat(client.readExactly(5)).isEqualTo("half ");
                seen.complete(null);

                if (legs.isClientHttp2()) {
                    assertThatThrownBy(client::readUntilEnd).hasMessageEndingWith("RST_STREAM 2");
                } else {
                    assertThat(client.readUntilEnd()).isEmpty();
                }
            }
            run.assertReleasedAndLoggedOnce();
        }
    }

    @Test
    void a_failure_in_the_request_body_gives_500() throws IOException {
        try (Running run = new Running(LegPair.PLAIN_TO_PLAIN)) {
            run.upstream.respond(Script.noResponse()).leaveBodiesUnread();
            try (RawConnection client = RawHttp.connect(run.server.port())) {
                client.send("POST /streamed HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf ");
                await().until(() -> !run.upstream.requests().isEmpty());
                run.failTheNextRead();
                client.send("whole");

                assertThat(client.read().status()).isEqualTo(500);
            }
            run.assertReleasedAndLoggedOnce();
        }
    }

    /** Gangway in front of one backend. */
    private static final class Running implements AutoCloseable {
        private final ScriptedUpstream upstream;
        private final Site site;
        private final GangwayServer server;

        Running(LegPair legs) throws IOException {
            upstream = legs.upstream(Script.noResponse());
            site = Site.create().backend(upstream);
            legs.writeCertificate(site);
            site.config("error_log %{dir}/error.log; server { listen 127.0.0.1:%{port}" + legs.listenParameters() + "; "
                    + legs.serverDirectives()
                    + "location / { proxy_buffering off; proxy_pass " + legs.scheme() + "://%{backend}; }"
                    + "location /streamed { proxy_request_buffering off; proxy_pass " + legs.scheme()
                    + "://%{backend}; } }");
            server = GangwayServer.start(site);
        }

        /** Makes the next read fail. Waits for running reads first, which already have their buffers. */
        void failTheNextRead() {
            await().untilAsserted(() -> assertThat(server.buffersInUse()).isZero());
            server.failAllocations(1);
        }

        void assertReleasedAndLoggedOnce() {
            await().untilAsserted(() -> {
                assertThat(upstream.openConnections()).isZero();
                assertThat(server.buffersInUse()).isZero();
                assertThat(Files.readString(site.dir().resolve("error.log")))
                        .containsOnlyOnce(MESSAGE)
                        .hasLineCount(1);
            });
        }

        @Override
        public void close() throws IOException {
            server.close();
            upstream.close();
            site.close();
        }
    }
}
