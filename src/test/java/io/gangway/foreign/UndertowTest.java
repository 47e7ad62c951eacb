package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Adler32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Undertow as a backend of HTTP/2, in clear text and over TLS. It has no WebSockets over HTTP/2. */
class UndertowTest {
    private static final String PLAIN = "undertow-http2";
    private static final String ENCRYPTED = "undertow-http2-tls";
    private static final int STREAMS = 20;

    private static final Set<Object> CONNECTIONS = ConcurrentHashMap.newKeySet();

    private static Undertow undertow;
    private static ForeignSite site;

    @BeforeAll
    static void start() throws Exception {
        undertow = Undertow.builder()
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setServerOption(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, STREAMS)
                .setIoThreads(1)
                .setWorkerThreads(4)
                .addHttpListener(0, "127.0.0.1")
                .addHttpsListener(0, "127.0.0.1", Certificate.context())
                .setHandler(new BlockingHandler(UndertowTest::serve))
                .build();
        undertow.start();
        site = new ForeignSite(
                Map.of(PLAIN, "http://127.0.0.1:" + port(0) + "/", ENCRYPTED, "https://127.0.0.1:" + port(1) + "/"));
    }

    private static int port(int listener) {
        return ((InetSocketAddress) undertow.getListenerInfo().get(listener).getAddress()).getPort();
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
        undertow.stop();
    }

    /** Responds with what was requested, and with as many bytes more as the query says. */
    private static void serve(HttpServerExchange exchange) throws IOException {
        CONNECTIONS.add(exchange.getConnection().getPeerAddress());
        byte[] body = exchange.getInputStream().readAllBytes();
        Adler32 sum = new Adler32();
        sum.update(body);
        String line = exchange.getProtocol() + " " + exchange.getRequestMethod() + " " + exchange.getRequestPath() + " "
                + body.length + " " + sum.getValue();
        OutputStream output = exchange.getOutputStream();
        output.write(line.getBytes());
        output.flush();
        String more = exchange.getQueryString();
        output.write(new byte[more.isEmpty() ? 0 : Integer.parseInt(more)]);
        output.close();
    }

    private static String path(String server) {
        return "/tunnel/" + server + "/";
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, ENCRYPTED})
    void bodies_pass_both_ways(String server) throws IOException {
        String small = RawHttp.get(site.port(), path(server)).body();
        assertThat(small).isEqualTo("HTTP/2.0 GET / 0 1");
        assertThat(RawHttp.get(site.port(), path(server) + "?2000000").body()).hasSize(small.length() + 2_000_000);

        String body = "score ".repeat(200_000);
        Adler32 sum = new Adler32();
        sum.update(body.getBytes());
        assertThat(RawHttp.send(
                                site.port(),
                                "POST " + path(server)
                                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                                        + body.length() + "\r\n\r\n" + body)
                        .body())
                .isEqualTo("HTTP/2.0 POST / " + body.length() + " " + sum.getValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, ENCRYPTED})
    void requests_share_connections_within_the_limit_of_the_server(String server) throws IOException {
        CONNECTIONS.clear();
        List<RawConnection> clients = new ArrayList<>();
        for (int i = 0; i < 3 * STREAMS; i++) {
            clients.add(RawHttp.connect(site.port()).send(RawHttp.request("GET", path(server) + "?20000")));
        }
        for (RawConnection client : clients) {
            assertThat(client.read().body()).hasSize("HTTP/2.0 GET / 0 1".length() + 20_000);
            client.close();
        }
        assertThat(CONNECTIONS).hasSizeLessThan(STREAMS);
    }
}
