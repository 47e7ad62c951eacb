package io.gangway.lint.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.gangway.lint.RuleProof;
import io.gangway.testing.Frame;
import io.gangway.testing.NginxServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ServerUnderTest;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the rule about old workers says is what nginx does. Gangway has one process, so this needs an nginx. */
class OldWorkerRuleTest {
    private final RuleProof proof = new RuleProof();

    @AfterEach
    void close() throws Exception {
        proof.close();
    }

    @Test
    void an_old_worker_stays_for_a_tunnel() throws IOException {
        assumeThat(RuleProof.NGINX).as("an nginx").isPresent();
        ServerUnderTest nginx = withWorker("", 1);
        WebSocketPeer tunnel = proof.opened(WebSocketPeer.connect(nginx.port(), "/chat"));
        long oldWorker = reloaded(nginx, "");

        assertThat(ProcessHandle.of(oldWorker)).isPresent();
        tunnel.send("still there");
        assertThat(tunnel.read()).isEqualTo(Frame.text("still there"));
    }

    @Test
    void worker_shutdown_timeout_ends_the_tunnels_of_an_old_worker() throws IOException {
        assumeThat(RuleProof.NGINX).as("an nginx").isPresent();
        ServerUnderTest nginx = withWorker("worker_shutdown_timeout 1s;", 1);
        WebSocketPeer tunnel = proof.opened(WebSocketPeer.connect(nginx.port(), "/chat"));
        long oldWorker = reloaded(nginx, "worker_shutdown_timeout 1s;");

        assertThat(tunnel.read()).isNull();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ProcessHandle.of(oldWorker).isEmpty());
    }

    /** A server that tells its configuration's number and its process at {@code /who}. */
    private ServerUnderTest withWorker(String main, int number) throws IOException {
        configure(main, number);
        assertThat(proof.rules().contains("websocket_shutdown_timeout")).isEqualTo(main.isEmpty());
        return proof.opened(NginxServer.startWithWorker(RuleProof.NGINX.orElseThrow(), proof.site()));
    }

    private void configure(String main, int number) throws IOException {
        proof.configure("""
                MAIN
                events {}
                http {
                    server {
                        listen 127.0.0.1:%{port};
                        location /who { return 200 "NUMBER $pid"; }
                        location /chat { proxy_pass http://%{backend}; proxy_http_version 1.1; UPGRADE }
                    }
                }
                """.replace("MAIN", main).replace("NUMBER", String.valueOf(number)));
    }

    /** Reloads; returns the old worker's process when the new one serves. */
    private long reloaded(ServerUnderTest nginx, String main) throws IOException {
        String before = RawHttp.get(nginx.port(), "/who").body();
        configure(main, 2);
        nginx.reload();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> RawHttp.get(nginx.port(), "/who").body().startsWith("2 "));
        return Long.parseLong(before.substring(2));
    }
}
