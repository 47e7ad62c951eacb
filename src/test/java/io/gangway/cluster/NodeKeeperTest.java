package io.gangway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.errorlog.ErrorLog;
import io.gangway.testing.FreePorts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeKeeperTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final InetSocketAddress address = new InetSocketAddress("127.0.0.1", FreePorts.next());
    private final NodeKeeper keeper = new NodeKeeper();

    private ZoneSyncSettings settings(long intervalMillis) {
        return new ZoneSyncSettings(
                address, null, List.of(address), intervalMillis, 5000, 5000, 100, 4096, 32_768, List.of(), null);
    }

    /** JGroups names its threads after the node. */
    private boolean hasThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().contains(":" + address.getPort()));
    }

    @Test
    void a_node_that_is_no_longer_used_leaves_no_thread() {
        ClusterNode node = keeper.open(settings(100), ErrorLog.NONE);
        await().atMost(SOON).until(this::hasThreads);

        keeper.release(node);
        await().atMost(SOON).until(() -> keeper.node() == null && !hasThreads());
        node.use(List.of(), ErrorLog.NONE);
        node.addresses(List.of());
    }

    @Test
    void a_node_goes_on_with_equal_settings_only() {
        ClusterNode node = keeper.open(settings(100), ErrorLog.NONE);
        keeper.release(node);
        assertThat(keeper.open(settings(100), ErrorLog.NONE)).isSameAs(node);

        ClusterNode changed = keeper.open(settings(200), ErrorLog.NONE);
        assertThat(changed).isNotSameAs(node);
        keeper.release(node);
        assertThat(keeper.node()).isSameAs(changed);
        keeper.release(changed);
        await().atMost(SOON).until(() -> keeper.node() == null && !hasThreads());
    }
}
