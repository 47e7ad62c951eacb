package io.gangway.admin;

import io.gangway.exchange.PhaseResult;
import io.gangway.metrics.EngineStatus;
import io.gangway.metrics.GenerationStats;
import io.gangway.websocket.LiveTunnel;
import io.gangway.websocket.LiveTunnels;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code generations}: the configurations in memory, and what keeps the old ones. */
final class GenerationResource {
    private final LiveTunnels tunnels;

    GenerationResource(LiveTunnels tunnels) {
        this.tunnels = tunnels;
    }

    /** A location of a generation. */
    private record Keeper(long generation, String source, String location) {}

    /** {@code GET generations}: oldest first. */
    PhaseResult list(ApiRequest request) {
        EngineStatus engine = request.exchange().generation().engine();
        tunnels.ask(
                request.exchange().loop(),
                (loop, open) -> count(open),
                request.<List<Map<Keeper, Integer>>>later(counts -> {
                    Map<Keeper, Integer> all = new HashMap<>();
                    counts.forEach(each -> each.forEach((keeper, count) -> all.merge(keeper, count, Integer::sum)));
                    request.json(engine.generations().stream()
                            .map(stats -> of(stats, engine.loaded(stats.number()), all))
                            .collect(Collectors.joining(",", "[", "]")));
                }));
        return PhaseResult.PENDING;
    }

    private static Map<Keeper, Integer> count(Iterable<LiveTunnel> open) {
        Map<Keeper, Integer> counts = new HashMap<>();
        for (LiveTunnel tunnel : open) {
            Keeper keeper = new Keeper(tunnel.generation().number(), tunnel.source(), tunnel.location());
            counts.merge(keeper, 1, Integer::sum);
        }
        return counts;
    }

    private static String of(GenerationStats stats, Instant loaded, Map<Keeper, Integer> counts) {
        Map<String, Map<String, Object>> keepers = new TreeMap<>();
        counts.forEach((keeper, count) -> {
            if (keeper.generation() == stats.number()) {
                keepers.put(
                        keeper.source(),
                        new JsonText()
                                .bytes("location", keeper.location())
                                .bytes("source", TunnelJson.position(keeper.source()))
                                .put("tunnels", count)
                                .map());
            }
        });
        return new JsonText()
                .put("number", stats.number())
                .put("loaded", loaded == null ? null : JsonText.time(loaded.toEpochMilli()))
                .put("running", stats.running())
                .put("connections", stats.connections())
                .put("exchanges", stats.exchanges())
                .put("tunnels", stats.tunnels())
                .put("kept_by", keepers.values())
                .toString();
    }
}
