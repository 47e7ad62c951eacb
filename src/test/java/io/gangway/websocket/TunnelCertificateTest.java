package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.nio.file.Files;
import java.security.cert.Certificate;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Renews a certificate while tunnels are open. */
class TunnelCertificateTest {
    private final TestClock clock = TestClock.stopped();

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"TLS_TO_PLAIN", "TLS_TO_TLS", "HTTP2_TLS_TO_PLAIN", "HTTP2_TLS_TO_HTTP2_TLS"})
    void new_handshakes_get_the_new_certificate_and_tunnels_stay_open(LegPair legs) throws Exception { // F50
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo());
                DrainedClients clients = new DrainedClients(site).connect(1)) {
            Certificate first = shown(site);
            SelfSigned renewed = SelfSigned.of("renewed.test");
            Files.writeString(site.file("it.crt"), renewed.certificatePem());
            Files.writeString(site.file("it.key"), renewed.keyPem());
            site.reload();
            Certificate second = shown(site);
            assertThat(second).isNotEqualTo(first);
            clock.advance(50_000);
            assertThat(clients.receivedCodes()).isEmpty();

            Files.writeString(site.file("it.crt"), "no certificate");
            assertThatThrownBy(site::reload).hasMessageContaining("it.crt");
            assertThat(shown(site)).isEqualTo(second);
            clients.connect(1);
            assertThat(clients.receivedCodes()).isEmpty();
        }
    }

    private static Certificate shown(TunnelSite site) throws Exception {
        try (RawConnection connection = LegPair.TLS_TO_PLAIN.connect(site.port())) {
            return ((SSLSocket) connection.socket()).getSession().getPeerCertificates()[0];
        }
    }
}
