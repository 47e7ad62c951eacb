package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.WebSocketPeer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The tests of the WAR for every supported servlet container. The container runs for all tests of a class; a tunnel
 * stays silent from the first test to the last one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class WarContract implements WarFiles, WarProxy, WarTunnels, WarHttp2, WarSetUps, WarConfiguration {
    private final ServletContainer.Kind kind;
    private War war;
    private WebSocketPeer silent;
    private long silentSince;

    WarContract(ServletContainer.Kind kind) {
        this.kind = kind;
    }

    @BeforeAll
    void start() throws Exception {
        war = new War(kind);
        silent = war.connect("/chat");
        silentSince = System.nanoTime();
    }

    @AfterAll
    void stop() throws Exception {
        if (silent != null) {
            silent.close();
        }
        if (war != null) {
            war.close();
        }
    }

    @BeforeEach
    void forget() {
        war.backend().respond(RunningExample.application());
        war.http2().respond(RunningExample.application());
    }

    @Override
    public War war() {
        return war;
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void a_silent_tunnel_outlives_the_containers_time_outs() throws Exception {
        await().atMost(PATIENCE)
                .until(() -> System.nanoTime() - silentSince > 2 * ServletContainer.IDLE_MILLIS * 1_000_000L);
        assertThat(silent.send("still here").read().text()).isEqualTo("still here");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void a_stopping_container_ends_tunnels_and_exits_in_time() throws Exception {
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(this::stopsContainer);

        Frame last = silent.read();

        if (kind.isTomcat()) {
            assertThat(last).isEqualTo(Frame.close(1001, ""));
            silent.send(Frame.close(1001, ""));
        } else if (last != null) {
            // Jetty closes connections before it stops applications, so a close frame may not be possible
            assertThat(last).isEqualTo(Frame.close(1001, ""));
        }
        silent.close();
        assertThat(stopped.get()).isTrue();
        assertThat(war.container().output()).doesNotContain("Exception", "memory leak");
    }

    private boolean stopsContainer() {
        try {
            return war.container().stop();
        } catch (InterruptedException e) {
            return false;
        }
    }
}
