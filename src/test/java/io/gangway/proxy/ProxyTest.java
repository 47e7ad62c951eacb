package io.gangway.proxy;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.Sockets;
import org.junit.jupiter.api.Test;

/** The basics of {@code proxy_pass}, with a scripted backend over real sockets. */
class ProxyTest extends BackendTest {
    private static final String KEEPING = "upstream u { server %{backend}; } "
            + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; } "
            + "location /other { proxy_pass http://u; } }";

    @Test
    void a_request_is_passed_and_the_response_returned() throws Exception {
        int port = start("proxy_pass http://%{backend};");
        RawResponse response = RawHttp.get(port, "/a%20b?c=d", "X-Mine: 1");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("GET /a%20b?c=d HTTP/1.1\r\nHost: " + backend.address() + "\r\nX-Mine: 1\r\n\r\n");
    }

    @Test
    void a_declared_upstream_reuses_its_connection() throws Exception {
        int port = startHttp(KEEPING);
        for (int i = 0; i < 3; i++) {
            assertThat(RawHttp.get(port, "/" + i).status()).isEqualTo(200);
        }
        assertThat(backend.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void idle_connections_are_not_shared_between_locations_by_default() throws Exception {
        int port = startHttp(KEEPING);
        RawHttp.get(port, "/");
        RawHttp.get(port, "/other");
        assertThat(backend.acceptedConnections()).isEqualTo(2);
    }

    @Test
    void each_request_has_its_own_connection_without_an_upstream_block() throws Exception {
        int port = start("proxy_pass http://%{backend};");
        RawHttp.get(port, "/1");
        RawHttp.get(port, "/2");
        assertThat(backend.acceptedConnections()).isEqualTo(2);
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void a_closed_idle_connection_is_not_reused() throws Exception {
        int port = startHttp(KEEPING);
        backend.respond(Script.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        long before = Sockets.count();
        for (int i = 0; i < 3; i++) {
            assertThat(RawHttp.get(port, "/").body()).isEqualTo("ok");
            await().until(() -> backend.openConnections() == 0 && Sockets.count() <= before);
        }
    }

    @Test
    void only_a_get_is_repeated_if_a_reused_connection_breaks() throws Exception {
        int port = startHttp(KEEPING);
        Script once = (request, connection) -> {
            if (request.connection() % 2 == 1 && request.target().equals("/second")) {
                connection.close();
            } else {
                Script.body("ok").run(request, connection);
            }
        };
        backend.respond(once);
        RawHttp.get(port, "/first");
        assertThat(RawHttp.get(port, "/second").body()).isEqualTo("ok");
        assertThat(backend.acceptedConnections()).isEqualTo(2);
        backend.respond(Script.close());
        assertThat(RawHttp.send(port, RawHttp.request("POST", "/third")).status())
                .isEqualTo(502);
        assertThat(backend.acceptedConnections()).isEqualTo(2);
    }

    @Test
    void a_dead_backend_gives_502_and_nginx_log_line() throws Exception {
        int port = start("proxy_pass http://127.0.0.1:%{dead};");
        assertThat(RawHttp.get(port, "/x").status()).isEqualTo(502);
        assertThat(errorLog())
                .contains("connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1,"
                        + " server: s, request: \"GET /x HTTP/1.1\", upstream: \"http://"
                        + site.fill("127.0.0.1:%{dead}") + "/x\", host: \"localhost\"");
    }

    @Test
    void a_dead_peer_is_replaced_by_another_one() throws Exception {
        int port = startHttp("upstream u { server 127.0.0.1:%{dead}; server %{backend}; } "
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; "
                + "add_header X-Up \"$upstream_addr $upstream_status\"; } }");
        RawResponse response = RawHttp.get(port, "/");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("X-Up"))
                .isEqualTo(site.fill("127.0.0.1:%{dead}, ") + backend.address() + " 502, 200");
    }

    @Test
    void no_live_upstream_gives_502() throws Exception {
        int port = startHttp("upstream u { server 127.0.0.1:%{dead:a}; server 127.0.0.1:%{dead:b}; } "
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; } }");
        RawHttp.get(port, "/");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(errorLog())
                .contains("no live upstreams while connecting to upstream")
                .contains("upstream: \"http://u/\"");
    }

    @Test
    void a_silent_backend_gives_504() throws Exception {
        backend.respond(Script.noResponse());
        int port = start("proxy_pass http://%{backend}; proxy_read_timeout 200ms;");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(504);
        assertThat(errorLog())
                .contains("upstream timed out (110: Connection timed out) while reading response header from upstream");
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void a_backend_that_closes_without_a_response_gives_502() throws Exception {
        backend.respond(Script.close());
        int port = start("proxy_pass http://%{backend};");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(errorLog())
                .contains("upstream prematurely closed connection while reading response header from upstream");
    }

    @Test
    void a_truncated_response_is_visibly_incomplete() throws Exception {
        int port = start("proxy_pass http://%{backend};");
        backend.respond(Script.rawThenClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readUntilEnd()).contains("Content-Length: 10").endsWith("\r\n\r\nhalf");
        }
        backend.respond(Script.rawThenClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"));
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readUntilEnd()).contains("half").doesNotContain("0\r\n\r\n");
        }
        assertThat(errorLog()).contains("upstream prematurely closed connection while reading upstream");
    }

    @Test
    void chunks_are_decoded_and_the_connection_is_kept() throws Exception {
        int port = startHttp(KEEPING);
        backend.respond(Script.chunked("one", "two", "three"));
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("onetwothree");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("onetwothree");
        assertThat(backend.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void a_response_that_ends_with_its_connection_is_complete() throws Exception {
        backend.respond(Script.rawThenClose("HTTP/1.0 200 OK\r\n\r\nall of it"));
        int port = startHttp(KEEPING);
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("all of it");
    }

    @Test
    void responses_without_body_leave_the_connection_usable() throws Exception {
        int port = startHttp(KEEPING);
        backend.respond(Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"));
        RawResponse head = RawHttp.send(port, RawHttp.request("HEAD", "/"));
        assertThat(head.field("Content-Length")).isEqualTo("5");
        backend.respond(Script.raw("HTTP/1.1 204 No Content\r\n\r\n"));
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(204);
        backend.respond(Script.raw("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"));
        assertThat(RawHttp.get(port, "/").field("ETag")).isEqualTo("\"a\"");
        assertThat(backend.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void an_interim_100_is_dropped() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        int port = start("proxy_pass http://%{backend};");
        assertThat(RawHttp.get(port, "/").body()).isEqualTo("ok");
    }

    @Test
    void a_101_gives_502_if_the_upgrade_was_not_passed_on() throws Exception {
        backend.respond(Script.raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"));
        int port = start("proxy_pass http://%{backend};");
        assertThat(RawHttp.get(port, "/", "Upgrade: x").status()).isEqualTo(502);
    }

    @Test
    void a_buffered_chunked_body_is_sent_with_its_length() throws Exception {
        int port = startHttp("server { listen 127.0.0.1:%{port}; location / { proxy_pass http://%{backend}; } "
                + "location /stream { proxy_pass http://%{backend}; proxy_request_buffering off; } }");
        String chunked = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        RawHttp.send(port, "POST /" + chunked);
        assertThat(backend.lastRequest().field("Content-Length")).isEqualTo("5");
        assertThat(backend.lastRequest().body()).isEqualTo("abcde");
        RawHttp.send(port, "POST /stream" + chunked);
        assertThat(backend.lastRequest().field("Content-Length")).isEqualTo("5");
        assertThat(backend.lastRequest().field("Transfer-Encoding")).isNull();
        assertThat(backend.lastRequest().body()).isEqualTo("abcde");
    }

    @Test
    void a_large_body_in_a_file_is_sent_again_to_the_next_peer() throws Exception {
        String body = "0123456789".repeat(20_000);
        int port = startHttp("upstream u { server 127.0.0.1:%{dead}; server %{backend}; } "
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; "
                + "proxy_next_upstream error http_500; } }");
        RawResponse response = RawHttp.send(
                port,
                "PUT / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
        assertThat(response.status()).isEqualTo(200);
        assertThat(backend.lastRequest().body()).isEqualTo(body);
    }

    @Test
    void an_unbuffered_response_arrives_as_it_is_sent() throws Exception {
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
            connection.send("data: 1\n\n");
            connection.awaitClose(ofSeconds(60));
        });
        int port = start("proxy_pass http://%{backend};");
        try (RawConnection client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readHead()).contains("text/event-stream");
            assertThat(client.readLine()).isEqualTo("9");
            assertThat(client.readLine()).isEqualTo("data: 1");
        }
        await().until(() -> backend.openConnections() == 0);
    }

    @Test
    void a_client_that_disconnects_frees_the_upstream() throws Exception {
        backend.respond(Script.noResponse());
        int port = start("proxy_pass http://%{backend};");
        RawConnection client = RawHttp.connect(port);
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await().until(() -> backend.openConnections() == 1);
        client.close();
        await().until(() -> backend.openConnections() == 0);
        assertThat(errorLog()).contains("client prematurely closed connection, so upstream connection is closed too");
    }

    @Test
    void a_slow_client_slows_the_upstream_and_gets_everything() throws Exception {
        int size = 20 << 20;
        String piece = "x".repeat(1 << 20);
        backend.respond((request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
            for (int i = 0; i < 20; i++) {
                connection.send(piece);
            }
        });
        int port = startHttp(KEEPING);
        try (RawConnection client = RawHttp.connect(port)) {
            client.socket().setReceiveBufferSize(1 << 17);
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readHead()).contains("Content-Length: " + size);
            assertThat(client.readExactly(size)).hasSize(size).matches("x+");
        }
        assertThat(RawHttp.get(port, "/").body()).hasSize(size);
        assertThat(backend.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void accel_redirect_serves_a_local_file() throws Exception {
        site.file("files/secret.txt", "secret");
        backend.respond(
                Script.raw(
                        "HTTP/1.1 200 OK\r\nX-Accel-Redirect: /files/secret.txt\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"));
        int port =
                startHttp("server { listen 127.0.0.1:%{port}; root %{dir}; location / { proxy_pass http://%{backend}; }"
                        + " location /files/ { internal; } }");
        RawResponse response = RawHttp.get(port, "/x");
        assertThat(response.body()).isEqualTo("secret");
        assertThat(response.field("Set-Cookie")).isEqualTo("a=b");
        assertThat(RawHttp.get(port, "/files/secret.txt").status()).isEqualTo(404);
    }

    @Test
    void a_host_name_from_variables_needs_a_resolver() throws Exception {
        int port = startHttp("server { listen 127.0.0.1:%{port}; set $h localhost; "
                + "location / { proxy_pass http://$h:" + backend.port() + "; } "
                + "location /literal { set $a %{backend}; proxy_pass http://$a; } }");
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(502);
        assertThat(errorLog()).contains("no resolver defined to resolve localhost");
        assertThat(RawHttp.get(port, "/literal?a").status()).isEqualTo(200);
        assertThat(backend.lastRequest().target()).isEqualTo("/literal?a");
    }

    @Test
    void a_reload_closes_the_idle_connections_of_the_old_configuration() throws Exception {
        int port = startHttp(KEEPING);
        RawHttp.get(port, "/");
        assertThat(backend.openConnections()).isEqualTo(1);
        server.reload();
        await().until(() -> backend.openConnections() == 0);
        assertThat(RawHttp.get(port, "/").status()).isEqualTo(200);
    }

    @Test
    void idle_connections_are_limited_in_number_and_time() throws Exception {
        int port = startHttp("upstream u { server %{backend}; keepalive 1; keepalive_timeout 300ms; } "
                + "server { listen 127.0.0.1:%{port}; location / { proxy_pass http://u; } }");
        backend.respond((request, connection) -> {
            await().until(() -> backend.requests().size() == 2);
            Script.body("ok").run(request, connection);
        });
        try (RawConnection one = RawHttp.connect(port);
                RawConnection two = RawHttp.connect(port)) {
            one.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            two.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(one.read().body()).isEqualTo("ok");
            assertThat(two.read().body()).isEqualTo("ok");
            await().until(() -> backend.openConnections() <= 1);
            await().until(() -> backend.openConnections() == 0);
            assertThat(one.awaitClose(java.time.Duration.ofMillis(1))).isEqualTo(ConnectionState.OPEN);
        }
    }
}
