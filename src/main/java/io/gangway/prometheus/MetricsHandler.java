package io.gangway.prometheus;

import io.gangway.cache.CacheZone;
import io.gangway.cluster.SyncStatus;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Generation;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.limit.Zones;
import io.gangway.status.StatusZones;
import io.gangway.upstream.Upstreams;
import io.gangway.upstream.cache.NamedCaches;
import io.gangway.websocket.LiveTunnels;
import io.gangway.websocket.LocationMetricsSnapshot;
import io.gangway.websocket.Rebalances;
import java.io.IOException;
import java.util.List;

/**
 * Responds with the metrics. Except for the queues of tunnels, which each loop adds up, they are read and written by a
 * thread of the blocking pool, not by the loop.
 */
final class MetricsHandler implements PhaseHandler {
    private final boolean vts;

    /** @param vts whether the names of nginx-module-vts are added */
    MetricsHandler(boolean vts) {
        this.vts = vts;
    }

    @Override
    public PhaseResult run(Exchange x) {
        PhaseResult refused = StatusResponse.refuse(x);
        if (refused != null) {
            return refused;
        }
        x.generation()
                .service(LiveTunnels.class)
                .ask(x.loop(), QueuedBytes::of, loops -> write(x, QueuedBytes.sum(loops)));
        return PhaseResult.PENDING;
    }

    private void write(Exchange x, QueuedBytes queued) {
        if (x.isEnded()) {
            return;
        }
        Generation generation = x.generation();
        Exposition.Format format = Exposition.Format.of(x.head().fields().get("Accept"));
        long nowSeconds = x.loop().currentTimeMillis() / 1000;
        x.offload(() -> text(generation, format, nowSeconds, queued), (text, failure) -> {
            if (failure != null) {
                x.failed(failure);
            } else if (!x.isEnded()) {
                respond(x, format, text);
            }
        });
    }

    @Override
    public PhaseResult explain(Exchange x) {
        PhaseResult refused = StatusResponse.refuse(x);
        return refused != null ? refused : PhaseHandler.assume(x, "gangway_metrics", "text/plain");
    }

    private static void respond(Exchange x, Exposition.Format format, byte[] text) {
        String field = format.contentType();
        Response response = new Response(200)
                .contentTypeField(field.substring(0, field.indexOf(';')), field)
                .contentLength(text.length);
        x.respond(response, new TextProducer(x, text));
    }

    private static List<CacheZone> caches(Generation generation) {
        NamedCaches caches = generation.service(NamedCaches.class);
        return caches == null ? List.of() : caches.all();
    }

    private byte[] text(Generation generation, Exposition.Format format, long nowSeconds, QueuedBytes queued)
            throws IOException {
        Exposition out = new Exposition();
        StatusZones zones = generation.service(StatusZones.class);
        Upstreams upstreams = generation.service(Upstreams.class);
        EngineFamilies.add(out, generation.engine());
        ZoneFamilies.add(out, "server", zones.servers());
        ZoneFamilies.add(out, "location", zones.locations());
        UpstreamFamilies.add(out, upstreams, nowSeconds);
        LimitFamilies.add(out, generation.service(Zones.class));
        CacheFamilies.add(out, caches(generation));
        ZoneSyncFamilies.add(out, generation.service(SyncStatus.Source.class));
        TunnelFamilies.add(
                out, generation.service(LocationMetricsSnapshot.Source.class).live(), queued);
        RebalanceFamilies.add(out, generation.service(Rebalances.class));
        ProcessFamilies.add(out);
        if (vts) {
            VtsFamilies.add(out, generation.engine(), zones, upstreams, nowSeconds);
        }
        return out.text(format);
    }
}
