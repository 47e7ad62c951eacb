package io.gangway.websocket;

import io.gangway.config.LocationBuilder;
import io.gangway.content.Codecs;
import io.gangway.content.Response;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.exchange.TunnelFactory;
import io.gangway.http.Fields;
import io.gangway.http.WebSocketKey;
import io.gangway.loop.Leg;
import io.gangway.metrics.TunnelCounts;
import io.gangway.websocket.bridge.BridgeTerms;
import io.gangway.websocket.frame.DeflateTerms;
import java.util.List;

/**
 * Creates the tunnels of a generation, each with the settings of its location, and negotiates the extensions of
 * bridges. Filled while the generation is built.
 */
final class RelayTunnels implements TunnelFactory, LocationMetricsSnapshot.Source {
    private static final AttachmentKey<TunnelSettings> SETTINGS = new AttachmentKey<>("websocket settings");
    private static final AttachmentKey<UpgradeMetrics> METRICS = new AttachmentKey<>("upgrade metrics");

    /** Identifies the generation in metrics, without keeping it in memory. */
    private final Object generation = new Object();

    private final LocationMetricsRegistry locations;
    private final LiveTunnels live;
    private final Codecs codecs;

    RelayTunnels(LocationMetricsRegistry locations, LiveTunnels live, Codecs codecs) {
        this.locations = locations;
        this.live = live;
        this.codecs = codecs;
    }

    /** Prepares a location for tunnels, and returns its metrics. */
    UpgradeMetrics add(LocationBuilder location, MessageHook.Opening hook) {
        UpgradeMetrics metrics = new UpgradeMetrics(locations, generation, location.scope());
        location.put(SETTINGS, TunnelSettings.of(location.scope(), hook, codecs));
        location.put(METRICS, metrics);
        return metrics;
    }

    @Override
    public List<LocationMetrics> live() {
        return locations.all().stream()
                .filter(each -> each.concerns(generation))
                .toList();
    }

    /** The counters of this generation, and of older ones with open tunnels. */
    @Override
    public List<LocationMetricsSnapshot> counts() {
        return live().stream().map(LocationMetrics::counts).toList();
    }

    private TunnelSettings of(Exchange exchange) {
        return exchange.location().get(SETTINGS);
    }

    @Override
    public String extensions(Exchange exchange) {
        TunnelSettings settings = of(exchange);
        if (!settings.bridges() || !exchange.head().fields().hasToken("Upgrade", "websocket")) {
            return null;
        }
        return settings.compression().upstream()
                ? DeflateTerms.offer(settings.compression().contextTakeover())
                : "";
    }

    @Override
    public String agree(Exchange exchange, Fields upstream, Response head101) {
        TunnelSettings settings = of(exchange);
        Fields request = exchange.head().fields();
        if (exchange.head().isExtendedConnect()) {
            if (!isAccepted(request, upstream)) {
                return "upstream sent invalid \"Sec-WebSocket-Accept\"";
            }
            if (!upstream.hasToken("Upgrade", "websocket")) {
                return "upstream sent invalid \"Upgrade\"";
            }
        }
        if (!settings.bridges() || !BridgeTerms.isWebSocket(request, upstream)) {
            return null;
        }
        Compression compression = settings.compression();
        List<String> values = upstream.all(BridgeTerms.EXTENSIONS);
        DeflateTerms ofUpstream;
        try {
            ofUpstream = DeflateTerms.parseResponse(values, compression.upstream(), compression.contextTakeover());
        } catch (DeflateTerms.InvalidResponseException e) {
            return "upstream sent " + BridgeTerms.EXTENSIONS + " that were not asked for: \"" + e.getMessage() + "\"";
        }
        head101.fields().remove(BridgeTerms.EXTENSIONS);
        DeflateTerms ofClient = null;
        if (compression.client()) {
            DeflateTerms.Accepted accepted =
                    DeflateTerms.accept(request.all(BridgeTerms.EXTENSIONS), compression.contextTakeover());
            if (accepted != null) {
                head101.fields().add(BridgeTerms.EXTENSIONS, accepted.response());
                ofClient = accepted.terms();
            }
        }
        exchange.put(BridgeTerms.KEY, new BridgeTerms(ofClient, ofUpstream));
        return null;
    }

    /** Whether the upstream accepts a handshake whose key is our own, so that no client checks this. */
    private static boolean isAccepted(Fields request, Fields upstream) {
        return WebSocketKey.accept(request.get("Sec-WebSocket-Key")).equals(upstream.get("Sec-WebSocket-Accept"));
    }

    @Override
    public void explain(Exchange exchange, Limits limits) {
        new TunnelExplanation(exchange, of(exchange)).record(limits);
    }

    @Override
    public Tunnel tunnel(Exchange exchange, Leg upstream, Limits limits) {
        TunnelCounts counts = exchange.location()
                .get(METRICS)
                .tunnels(limits.target().upstream(), exchange.head().fields().hasToken("Upgrade", "websocket"));
        TunnelMetrics metrics = new TunnelMetrics(counts, limits.counters(), exchange.loop());
        exchange.put(TunnelMetrics.KEY, metrics);
        return new RelayTunnel(exchange, upstream, limits.counting(metrics), of(exchange), metrics, live);
    }
}
