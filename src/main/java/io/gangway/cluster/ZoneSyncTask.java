package io.gangway.cluster;

import io.gangway.config.BackgroundTask;
import io.gangway.config.SyncZone;
import io.gangway.exchange.Generation;
import io.gangway.loop.EventLoop;
import io.gangway.upstream.LocationResolver;
import java.util.List;

/** Runs {@code zone_sync} for a generation. The node itself goes on over a reload that does not change its settings. */
final class ZoneSyncTask implements BackgroundTask {
    private final NodeKeeper keeper;
    private final ZoneSyncSettings settings;
    private final List<ZoneSyncServer> servers;
    /** Null if no name is resolved at run time. */
    private final LocationResolver resolver;

    private final List<SyncZone> zones;
    private ClusterNode node;
    private NodeNames names;

    /** @param zones may still grow until the task is started */
    ZoneSyncTask(
            NodeKeeper keeper,
            ZoneSyncSettings settings,
            List<ZoneSyncServer> servers,
            LocationResolver resolver,
            List<SyncZone> zones) {
        this.keeper = keeper;
        this.settings = settings;
        this.servers = servers;
        this.resolver = resolver;
        this.zones = zones;
    }

    @Override
    public void start(Generation generation, EventLoop loop) {
        node = keeper.open(settings, generation.errorLog());
        node.use(zones, generation.errorLog());
        if (resolver != null) {
            names = new NodeNames(resolver, loop, generation.errorLog(), node::addresses);
            names.start(servers);
        }
    }

    @Override
    public void stop() {
        if (names != null) {
            names.stop();
        }
        if (node != null) {
            keeper.release(node);
        }
    }
}
