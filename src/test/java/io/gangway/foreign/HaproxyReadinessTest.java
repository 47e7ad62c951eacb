package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy in TCP mode in front of two nodes, one of which stops: {@code option httpchk} asks for its readiness. */
class HaproxyReadinessTest {
    private final int front = FreePorts.next();

    @TempDir
    Path directory;

    private static Site node(String name, ScriptedUpstream backend) throws IOException {
        return Site.of("""
                worker_shutdown_delay 2s;
                worker_processes 1;
                events { }
                http {
                    server {
                        listen 127.0.0.1:%%{port};
                        location / { return 200 %s; }
                        location = /ready { gangway_ready; }
                        location /chat {
                            proxy_pass http://%s;
                            proxy_http_version 1.1;
                            proxy_set_header Upgrade $http_upgrade;
                            proxy_set_header Connection upgrade;
                            websocket_drain 500ms;
                        }
                    }
                }
                """.formatted(name, backend.address()));
    }

    /** As in etc/fleet/haproxy.cfg, but one node after the other. */
    private ForeignProgram haproxy(String program, Site first, Site second) throws IOException {
        Path file =
                Files.writeString(directory.resolve("haproxy.cfg"), """
                global
                    nbthread 1
                defaults
                    mode tcp
                    timeout connect 2s
                    timeout check 5s
                    timeout client 1h
                    timeout server 1h
                    retries 3
                    option redispatch 1
                listen nodes
                    bind 127.0.0.1:%d
                    balance first
                    option httpchk GET /ready
                    http-check expect status 200
                    default-server check inter 100ms fall 2 rise 1
                    server first 127.0.0.1:%d
                    server second 127.0.0.1:%d
                """.formatted(front, first.port(), second.port()));
        return new ForeignProgram(
                directory.resolve("haproxy.log"), List.of(program, "-db", "-f", file.toString()), front);
    }

    @Test
    void it_sends_clients_to_another_node_during_the_delay_and_leaves_the_tunnels() throws Exception {
        String program = ForeignProgram.assume("haproxy");
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                Site first = node("first", backend);
                Site second = node("second", backend);
                GangwayServer stopping = GangwayServer.start(first);
                GangwayServer staying = GangwayServer.start(second);
                ForeignProgram balancer = haproxy(program, first, second);
                WebSocketPeer tunnel = WebSocketPeer.connect(front, "/chat")) {
            tunnel.send("hello");
            assertThat(tunnel.read().text()).isEqualTo("hello");
            assertThat(stopping.gangway().tunnels()).as("of the first node").isEqualTo(1);

            CompletableFuture<Void> over = stopping.quit().toCompletableFuture();
            await().until(() -> visit().equals("second"));
            assertThat(over).isNotDone();
            assertThat(RawHttp.get(first.port(), "/").status())
                    .as("its port is still open")
                    .isEqualTo(200);
            tunnel.send("still there");
            assertThat(tunnel.read().text()).isEqualTo("still there");
            try (WebSocketPeer other = WebSocketPeer.connect(front, "/chat")) {
                other.send("hello");
                assertThat(other.read().text()).isEqualTo("hello");
                assertThat(staying.gangway().tunnels()).isEqualTo(1);
            }

            assertThat(tunnel.read().closeCode()).isEqualTo(1001);
            tunnel.close();
            over.get(20, TimeUnit.SECONDS);
            assertThat(visit()).isEqualTo("second");
        }
    }

    /** The name of the node that serves a new client; none may be refused. */
    private String visit() throws IOException {
        RawResponse response = RawHttp.get(front, "/");
        assertThat(response.status()).isEqualTo(200);
        return response.body();
    }
}
