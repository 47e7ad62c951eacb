package io.gangway.admin;

import io.gangway.exchange.Generation;
import io.gangway.exchange.PhaseResult;
import io.gangway.metrics.PeerCounts;
import io.gangway.upstream.PeerStatus;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.Upstreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code upstreams}: groups of peers with their state. */
final class UpstreamResource {
    private final ConfigurationResource configuration;

    UpstreamResource(ConfigurationResource configuration) {
        this.configuration = configuration;
    }

    /** {@code GET upstreams}: those of the configuration, then the addresses of {@code proxy_pass}. */
    PhaseResult list(ApiRequest request) {
        return request.json(groups(request.exchange().generation())
                .map(group -> of(group, request.exchange().loop().currentTimeMillis() / 1000))
                .collect(Collectors.joining(",", "[", "]")));
    }

    static Stream<UpstreamGroup> groups(Generation generation) {
        Upstreams upstreams = generation.service(Upstreams.class);
        return upstreams == null
                ? Stream.empty()
                : Stream.concat(upstreams.declared().stream(), upstreams.implicit().stream());
    }

    private String of(UpstreamGroup group, long nowSeconds) {
        List<Map<String, Object>> peers = new ArrayList<>();
        for (PeerStatus peer : group.peers(nowSeconds)) {
            peers.add(peer(peers.size(), peer));
        }
        return new JsonText()
                .bytes("name", group.label())
                .put("method", configuration.method(group.label()))
                .put("peers", peers)
                .toString();
    }

    private static Map<String, Object> peer(int id, PeerStatus peer) {
        PeerCounts counts = peer.counts();
        return new JsonText()
                .put("id", id)
                .bytes("server", peer.name())
                .bytes("name", peer.server())
                .put("backup", peer.backup())
                .put("weight", peer.weight())
                .put("state", state(peer))
                .put("since", since(peer))
                .bytes("reason", peer.reason())
                .put("active", counts == null ? 0 : counts.active())
                .put("requests", counts == null ? 0 : counts.requests())
                .put("failures", counts == null ? 0 : counts.fails())
                .map();
    }

    static String state(PeerStatus peer) {
        return peer.state().name().toLowerCase(Locale.ROOT);
    }

    /** The time of the last change of state; null if there was none. */
    static String since(PeerStatus peer) {
        return peer.changedSeconds() == 0 ? null : JsonText.time(peer.changedSeconds() * 1000);
    }

    /** {@code PATCH upstreams/NAME/peers/ID}. */
    PhaseResult change(ApiRequest request) {
        return request.refuse(501, "NotImplemented", "peers cannot be changed");
    }
}
