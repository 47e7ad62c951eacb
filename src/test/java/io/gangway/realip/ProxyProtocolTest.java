package io.gangway.realip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import io.gangway.testing.TrustAll;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** {@code listen … proxy_protocol} with TLS and timeouts. */
class ProxyProtocolTest {
    private static final String HEADER = "PROXY TCP4 192.0.2.1 192.0.2.2 123 5678\r\n";

    @Test
    void the_header_precedes_the_tls_handshake() throws Exception {
        try (Site site = Site.create()) {
            LegPair.TLS_TO_PLAIN.writeCertificate(site);
            site.config("server { listen 127.0.0.1:%{port} ssl proxy_protocol; "
                    + LegPair.TLS_TO_PLAIN.serverDirectives()
                    + " location / { return 200 \"$proxy_protocol_addr $https\"; } }");
            try (GangwayServer gangway = GangwayServer.start(site);
                    Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
                socket.getOutputStream().write(HEADER.getBytes(StandardCharsets.US_ASCII));
                SSLSocket tls = (SSLSocket)
                        TrustAll.context().getSocketFactory().createSocket(socket, "localhost", site.port(), true);
                tls.getOutputStream().write(RawHttp.request("GET", "/").getBytes(StandardCharsets.US_ASCII));

                String response = new String(tls.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(response).endsWith("192.0.2.1 on");
            }
        }
    }

    @Test
    void a_silent_proxy_times_out() throws Exception {
        TestClock clock = TestClock.stopped();
        try (Site site = Site.create()
                        .config("error_log nginx.conf.log info; server { listen 127.0.0.1:%{port} proxy_protocol;"
                                + " client_header_timeout 5s; return 204; }");
                GangwayServer gangway = GangwayServer.start(site, clock);
                RawConnection client = RawHttp.connect(site.port())) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                clock.advance(5000);
                assertThat(Files.readString(site.dir().resolve("nginx.conf.log")))
                        .contains("client timed out (110: Connection timed out) while reading PROXY protocol");
            });

            assertThat(client.read()).isNull();
        }
    }
}
