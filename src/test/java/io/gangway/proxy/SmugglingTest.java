package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ambiguous messages are never passed on as two messages. */
class SmugglingTest extends BackendTest {
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String KEEPING = "upstream u { server %{backend}; } "
            + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; } "
            + "location /stream { proxy_pass http://u; proxy_request_buffering off; } }";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\n\n",
                "Transfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n",
                "Transfer-Encoding: chunked\r\n\r\n0\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\n",
                "Transfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\r\nx\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 50\r\n\r\n",
                "Content-Length: +0\r\n\r\n",
                "Content-Length: 0 0\r\n\r\n"
            })
    void an_ambiguous_request_reaches_no_backend(String rest) throws Exception {
        int port = startHttp(KEEPING);
        for (String target : new String[] {"/", "/stream"}) {
            try (RawConnection client = RawHttp.connect(port)) {
                client.send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + rest + HIDDEN);
                client.halfClose();
                assertThat(client.readUntilEnd()).doesNotContain("HTTP/1.1 200");
            }
        }
        assertThat(backend.requests()).noneMatch(r -> r.target().equals("/hidden"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nContent-Length: 5\r\n\r\nthree",
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity\r\n\r\n",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 3x\r\n\r\nabc",
                "X-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n",
                "X Space: a\r\nContent-Length: 0\r\n\r\n",
                "X-Nul: a\u0000b\r\nContent-Length: 0\r\n\r\n"
            })
    void an_ambiguous_response_gives_502(String rest) throws Exception {
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\n" + rest));
        int port = startHttp(KEEPING);
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
    }

    @Test
    void hop_by_hop_fields_are_not_passed_on() throws Exception {
        int port = startHttp(KEEPING);
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\nUpgrade: h2c\r\n"
                    + "Expect: 100-continue\r\nX-Mine: stays\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(backend.lastRequest().head()).isEqualTo("GET / HTTP/1.1\r\nHost: u\r\nX-Mine: stays\r\n\r\n");
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n"
                + "X-Theirs: stays\r\nContent-Length: 0\r\n\r\n"));
        RawResponse response = RawHttp.get(port, "/");
        assertThat(response.field("Keep-Alive")).isNull();
        assertThat(response.field("Connection")).isEqualTo("close");
        assertThat(response.field("X-Theirs")).isEqualTo("stays");
    }

    @Test
    void an_unread_body_does_not_become_the_next_request() throws Exception {
        int port = startHttp(KEEPING);
        backend.leaveBodiesUnread().respond(Script.body("early"));
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("POST /stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("early");
        }
        assertThat(RawHttp.get(port, "/next").body()).isEqualTo("early");
        assertThat(backend.acceptedConnections()).isEqualTo(2);
        assertThat(backend.lastRequest().target()).isEqualTo("/next");
    }
}
