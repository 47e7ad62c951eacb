package io.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import io.gangway.testing.TrustAll;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handler within a Jetty server that listens itself. */
class GangwayHandlerTest {
    private static final String CONFIG = """
            server {
                listen 127.0.0.1:1;
                root html;
                location /uri { return 200 "$request_uri $server_protocol $http_x"; }
                location /server { return 200 "first $server_port"; }
                location /chat { proxy_pass http://%{backend}; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }
                location /echo { proxy_pass http://%{backend}; }
            }
            """;

    private Site site;
    private ScriptedUpstream backend;
    private Server jetty;
    private ServerConnector connector;

    @BeforeEach
    void open() throws IOException {
        backend = ScriptedUpstream.start(WebSocketPeer.echo());
        site = Site.create().backend(backend).file("html/a.txt", "a file").config(CONFIG);
    }

    @AfterEach
    void close() throws Exception {
        jetty.stop();
        backend.close();
        site.close();
    }

    private void start() throws Exception {
        jetty = new Server();
        connector = new ServerConnector(jetty);
        serve();
    }

    private void serve() throws Exception {
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(new ContextHandler(new GangwayHandler(site.conf().toString()), "/"));
        jetty.start();
    }

    private int port() {
        return connector.getLocalPort();
    }

    @Test
    void the_configuration_serves_what_jetty_accepts() throws Exception {
        start();
        RawResponse response = RawHttp.get(port(), "/a.txt");

        assertThat(response.statusLine()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(response.field("Server")).isEqualTo("gangway");
        assertThat(response.body()).isEqualTo("a file");
    }

    @Test
    void a_connection_stays_open_for_further_requests() throws Exception {
        start();
        try (RawConnection client = RawHttp.connect(port())) {
            client.send("GET /uri?1 HTTP/1.1\r\nHost: localhost\r\nX: a\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("/uri?1 HTTP/1.1 a");
            client.send("GET /uri?2 HTTP/1.1\r\nHost: localhost\r\nX: b\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("/uri?2 HTTP/1.1 b");
        }
    }

    @Test
    void pipelined_requests_are_not_lost() throws Exception {
        start();
        try (RawConnection client = RawHttp.connect(port())) {
            client.send("GET /uri?1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    + "GET /uri?2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("/uri?1 HTTP/1.1 ");
            assertThat(client.read().body()).isEqualTo("/uri?2 HTTP/1.1 ");
        }
    }

    @Test
    void a_body_may_come_with_its_head_or_later() throws Exception {
        start();
        backend.respond((request, connection) -> Script.body(request.body()).run(request, connection));
        try (RawConnection client = RawHttp.connect(port())) {
            client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n01234", "56789");
            assertThat(client.read().body()).isEqualTo("0123456789");
        }
    }

    @Test
    void the_target_arrives_as_the_client_wrote_it() throws Exception {
        start();

        assertThat(RawHttp.get(port(), "/uri/a%2Fb//./c;d?e=%zz").body()).startsWith("/uri/a%2Fb//./c;d?e=%zz ");
    }

    @Test
    void an_http_1_0_client_is_served() throws Exception {
        start();
        RawResponse response = RawHttp.send(port(), "GET /uri HTTP/1.0\r\n\r\n");

        assertThat(response.field("Connection")).isEqualTo("close");
        assertThat(response.body()).isEqualTo("/uri HTTP/1.0 ");
    }

    @Test
    void a_websocket_passes_through() throws Exception {
        start();
        try (WebSocketPeer peer = WebSocketPeer.connect(port(), "/chat")) {
            peer.send(Frame.text("hello"));
            assertThat(peer.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void the_port_selects_the_server() throws Exception {
        jetty = new Server();
        connector = new ServerConnector(jetty);
        connector.open();
        site.config(CONFIG + "server { listen 127.0.0.1:" + port() + "; location / { return 200 second; } }");
        serve();

        assertThat(RawHttp.get(port(), "/server").body()).isEqualTo("second");
    }

    @Test
    void a_wrong_configuration_gives_503_until_it_is_corrected() throws Exception {
        site.config("server { listen 127.0.0.1:1; no_such_directive; }");
        start();
        RawResponse refused = RawHttp.get(port(), "/a.txt");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("the configuration could not be read: the log says why");

        site.config(CONFIG);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(RawHttp.get(port(), "/a.txt").body()).isEqualTo("a file"));
    }

    @Test
    void a_changed_configuration_is_loaded() throws Exception {
        start();
        assertThat(RawHttp.get(port(), "/server").body()).startsWith("first");

        site.config("server { listen 127.0.0.1:1; location / { return 200 changed; } }");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(RawHttp.get(port(), "/server").body()).isEqualTo("changed"));
    }

    private void startTls() throws Exception {
        SelfSigned.of("localhost").writeKeyStore(site.dir().resolve("keys.p12"));
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(site.dir().resolve("keys.p12").toString());
        tls.setKeyStorePassword("changeit");
        HttpConfiguration secure = new HttpConfiguration();
        secure.addCustomizer(new SecureRequestCustomizer(false));
        jetty = new Server();
        connector = new ServerConnector(
                jetty, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(secure));
        serve();
    }

    @Test
    void requests_over_tls_are_served_one_by_one() throws Exception {
        startTls();

        try (RawConnection client = RawHttp.connect(port(), TrustAll.context(), "localhost")) {
            client.send("GET /a.txt HTTP/1.1\r\nHost: localhost\r\n\r\n");
            RawResponse response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.field("Server")).isEqualTo("gangway");
            assertThat(response.body()).isEqualTo("a file");
            client.send("GET /uri?2 HTTP/1.1\r\nHost: localhost\r\nX: b\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("/uri?2 HTTP/1.1 b");
        }
    }

    @Test
    void a_websocket_passes_through_tls() throws Exception {
        startTls();
        RawConnection client = RawHttp.connect(port(), TrustAll.context(), "localhost");
        try (WebSocketPeer peer = WebSocketPeer.connect(client, "/chat")) {
            peer.send(Frame.text("hello"));
            assertThat(peer.read().text()).isEqualTo("hello");
            peer.send(Frame.of(Frame.BINARY, new byte[100_000]));
            assertThat(peer.read().payload()).hasSize(100_000);
        }
    }

    @Test
    void a_disconnected_client_closes_the_connection_of_jetty() throws Exception {
        start();
        RawConnection client = RawHttp.connect(port());
        client.send("GET /uri HTTP/1.1\r\nHost: localhost\r\n\r\n").read();
        assertThat(connector.getConnectedEndPoints()).hasSize(1);
        client.close();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> connector.getConnectedEndPoints().isEmpty());
    }

    @Test
    void stopping_jetty_closes_idle_connections() throws Exception {
        start();
        try (RawConnection client = RawHttp.connect(port())) {
            client.send("GET /uri HTTP/1.1\r\nHost: localhost\r\n\r\n").read();
            jetty.stop();
            assertThat(client.read()).isNull();
        }
    }
}
