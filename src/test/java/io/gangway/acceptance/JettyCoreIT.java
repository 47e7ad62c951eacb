package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.TrustAll;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The handler of {@code etc/jetty} in Jetty's core environment, with all of nginx's behaviour. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JettyCoreIT {
    private static final String CONFIG = """
            server {
                listen 80;
                root front;
                location /api/ { proxy_pass http://%{backend}; proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection "upgrade"; }
                location /kept/ { proxy_pass http://%{backend}; client_body_in_file_only on;
                    add_header X-File $request_body_file; }
                location /facts { return 200 "$request_uri|$connection_requests|$server_port"; }
                location /nothing { return 444; }
            }
            """;

    private Site site;
    private ScriptedUpstream backend;
    private ServletContainer container;

    @BeforeAll
    void start() throws Exception {
        backend = ScriptedUpstream.start(RunningExample.application());
        site = Site.create().backend("main", backend);
        site.file("front/index.html", "<div id=app></div>").config(CONFIG);
        container = ServletContainer.start(ServletContainer.Kind.JETTY_CORE, Map.of("", site.conf()));
    }

    @AfterAll
    void stop() throws Exception {
        if (container != null) {
            container.close();
        }
        backend.close();
        site.close();
    }

    @BeforeEach
    void forget() {
        backend.respond(RunningExample.application());
    }

    private RawConnection client() throws IOException {
        return RawHttp.connect(container.port()).timeout(PATIENCE);
    }

    private static String kept(String request) {
        return request.replace("Connection: close\r\n", "");
    }

    @Test
    void temporary_files_are_in_the_directory_of_the_container() throws IOException {
        backend.respond(Script.body("ok"));
        RawResponse response = RawHttp.send(
                container.port(),
                "POST /kept/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(response.body()).isEqualTo("ok");
        assertThat(Path.of(response.field("X-File"))).hasContent("hello").startsWith(container.directory());
    }

    @Test
    void all_requests_of_a_connection_behave_as_in_the_executable() throws IOException {
        try (RawConnection client = client()) {
            String facts = "/facts/%2Fa//b;x/..?q=%20";
            for (int i = 1; i <= 3; i++) {
                RawResponse response =
                        client.send(kept(RawHttp.request("GET", facts))).read();
                assertThat(response.statusLine()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(response.body()).isEqualTo(facts + "|" + i + "|" + container.port());
                assertThat(response.field("Connection")).isEqualTo("keep-alive");
            }
            assertThat(client.send("GET / HTTP/1.0\n\n").read().body()).isEqualTo("<div id=app></div>");
            assertThat(client.awaitClose(PATIENCE)).isEqualTo(ConnectionState.CLOSED);
        }
        assertThat(RawHttp.get(container.port(), "/nothing")).isNull();
    }

    @Test
    void bytes_sent_with_the_first_head_are_not_lost() throws IOException {
        backend.respond((request, connection) ->
                connection.send("HTTP/1.1 418 I am a teapot\r\nContent-Length: 5\r\n\r\n" + request.body()));
        try (RawConnection client = client()) {
            client.send(
                    "POST /api/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
                            + "POST /api/b HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nagain\r\n0\r\n\r\n");
            RawResponse first = client.read();
            assertThat(first.statusLine()).isEqualTo("HTTP/1.1 418 I am a teapot");
            assertThat(first.body()).isEqualTo("hello");
            assertThat(client.read().body()).isEqualTo("again");
        }
    }

    @Test
    void tunnels_leak_no_descriptors() throws IOException {
        int before = container.sockets();
        for (int i = 0; i < 100; i++) {
            try (WebSocketPeer client = RunningExample.connect(container.port(), "/api/chat")) {
                assertThat(client.send("hello").read().text()).isEqualTo("hello");
                if (i % 2 == 0) {
                    client.send(Frame.close(4401, "go away"));
                    assertThat(client.read()).isEqualTo(Frame.close(4401, "go away"));
                    assertThat(client.awaitClose(PATIENCE)).isEqualTo(ConnectionState.CLOSED);
                }
            }
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(container.sockets()).isLessThanOrEqualTo(before));
    }

    @Test
    void a_tunnel_passes_jettys_tls() throws IOException {
        RawConnection tls = RawHttp.connect(container.tlsPort(), TrustAll.context(), "localhost");
        try (WebSocketPeer client = WebSocketPeer.connect(tls, "/api/chat")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
        }
    }

    @Test
    void a_websocket_over_http2_is_a_stream_of_jettys_connection() throws IOException {
        try (Http2Streams http2 = Http2Streams.on(Http2Peer.connectTls(container.tlsPort(), "localhost"));
                WebSocketPeer client = http2.webSocket("/api/chat")) {
            assertThat(client.send("hello").read().text()).isEqualTo("hello");
            assertThat(http2.connection()
                            .send(RawHttp.request("GET", "/"))
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_changed_file_is_loaded() throws IOException {
        site.config(CONFIG + "server { listen 80; server_name new.example; return 200 new; }");
        await().atMost(PATIENCE)
                .until(() -> RunningExample.get(container.port(), "new.example", "/")
                        .body()
                        .equals("new"));
    }
}
