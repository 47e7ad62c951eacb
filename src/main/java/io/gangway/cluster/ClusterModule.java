package io.gangway.cluster;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.config.BackgroundTasks;
import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.config.SyncZones;
import io.gangway.upstream.LocationResolver;
import java.util.List;

/** The zone_sync module of nginx Plus. */
public final class ClusterModule implements Module {
    private final NodeKeeper keeper = new NodeKeeper();

    @Override
    public List<Directive<?>> directives() {
        return ZoneSyncDirectives.ALL;
    }

    @Override
    public void link(LoadContext context) {
        List<Scope> servers = context.main().inner(ZoneSyncDirectives.STREAM_BLOCK).stream()
                .flatMap(stream -> stream.inner(ZoneSyncDirectives.SERVER_BLOCK).stream())
                .toList();
        if (servers.isEmpty()) {
            return;
        }
        Scope server = servers.get(0);
        if (servers.size() > 1) {
            throw ConfErrors.duplicate(servers.get(1).nodeOf(ZoneSyncDirectives.ZONE_SYNC));
        }
        try {
            JGroupsGroup.check();
        } catch (NoClassDefFoundError e) {
            throw new ConfException(
                    "\"zone_sync\" needs gangway-cluster.jar beside gangway.jar",
                    server.nodeOf(ZoneSyncDirectives.ZONE_SYNC).end());
        }
        ZoneSyncSettings settings = ZoneSyncSettings.of(server, context);
        if (settings.isOpen()) {
            context.warn("\"zone_sync\" listens on " + ClusterNode.text(settings.listen())
                    + " without \"zone_sync_ssl_verify\" and \"deny\": whoever reaches this port can take part in "
                    + server.nodeOf(ZoneSyncDirectives.ZONE_SYNC).end());
        }
        List<ZoneSyncServer> nodes = server.get(ZoneSyncDirectives.ZONE_SYNC_SERVER);
        BackgroundTasks.add(
                context,
                new ZoneSyncTask(
                        keeper,
                        settings,
                        nodes,
                        resolver(server, nodes),
                        SyncZones.of(context).all()));
        context.service(SyncStatus.Source.class, () -> {
            ClusterNode node = keeper.node();
            return node == null ? null : node.status();
        });
    }

    private static LocationResolver resolver(Scope server, List<ZoneSyncServer> nodes) {
        LocationResolver resolver = LocationResolver.of(server);
        for (ZoneSyncServer node : nodes) {
            if (node.resolves() && resolver == null) {
                throw new ConfException("no resolver defined to resolve names at run time", node.position());
            }
        }
        return nodes.stream().anyMatch(ZoneSyncServer::resolves) ? resolver : null;
    }
}
