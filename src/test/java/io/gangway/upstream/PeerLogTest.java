package io.gangway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.gangway.metrics.CountsRegistry;
import io.gangway.net.HostPort;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerLogTest {
    private final List<String> lines = new ArrayList<>();
    private final PeerLog log = new PeerLog();
    private final UpstreamGroup group;

    PeerLogTest() throws Exception {
        log.target(new ErrorLog() {
            @Override
            public boolean isEnabled(LogLevel level) {
                return true;
            }

            @Override
            public void write(LogLevel level, String message) {
                lines.add(level + " " + message);
            }
        });
        group = new UpstreamGroup(
                "app",
                List.of(line("127.0.0.1:1"), line("127.0.0.1:2")),
                BalancingMethod.ROUND_ROBIN,
                null,
                KeepaliveSettings.NONE,
                null,
                "zone",
                new CountsRegistry<>(),
                log,
                null);
    }

    private static ServerLine line(String text) throws Exception {
        HostPort host = HostPort.parse(text, 80, false);
        return new ServerLine(host, PeerSettings.DEFAULT, null, Addresses.peers(host, PeerSettings.DEFAULT));
    }

    /** A request that tries the first peer, then the second one if the first one fails. */
    private void request(String failure, long now) {
        Selection selection = group.select(null);
        while (true) {
            Peer peer = selection.next(now);
            if (peer == null) {
                return;
            }
            boolean first = peer.name().endsWith(":1");
            selection.release(first ? failure : null, now);
            if (first) {
                return;
            }
            selection = group.select(null);
        }
    }

    @Test
    void a_peer_that_stays_unavailable_is_logged_once() {
        request("refused", 100);
        request("refused", 120);
        request("refused", 140);
        assertThat(lines).containsExactly("WARN upstream \"app\": peer 127.0.0.1:1 is unavail, it was up: refused");
    }

    @Test
    void a_peer_that_serves_a_request_again_is_logged_once() {
        request("refused", 100);
        request(null, 120);
        request(null, 121);
        assertThat(lines)
                .hasSize(2)
                .last()
                .isEqualTo("NOTICE upstream \"app\": peer 127.0.0.1:1 is up, it was unavail: a request succeeded");
    }

    @Test
    void a_change_by_the_api_is_logged() throws Exception {
        group.servers().change(0, null, s -> new PeerSettings(1, 1, 10, 0, false, true, false));
        group.servers().change(0, null, s -> new PeerSettings(2, 1, 10, 0, false, true, false));
        group.servers().change(0, null, s -> new PeerSettings(2, 1, 10, 0, false, false, true));
        assertThat(lines)
                .containsExactly(
                        "NOTICE upstream \"app\": peer 127.0.0.1:1 is down, it was up: changed by the API",
                        "NOTICE upstream \"app\": peer 127.0.0.1:1 is draining, it was down: changed by the API");
    }

    @Test
    void a_failure_of_a_peer_that_is_down_is_not_logged() throws Exception {
        Selection running = group.select(null);
        running.next(100);
        group.servers().change(0, null, s -> new PeerSettings(1, 1, 10, 0, false, true, false));
        running.release("refused", 101);
        assertThat(lines).hasSize(1).last().asString().contains("is down");
    }
}
