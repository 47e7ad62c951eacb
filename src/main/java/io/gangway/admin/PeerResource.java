package io.gangway.admin;

import io.gangway.conf.ByteText;
import io.gangway.exchange.Generation;
import io.gangway.exchange.PhaseResult;
import io.gangway.metrics.PeerCounts;
import io.gangway.upstream.PeerStatus;
import io.gangway.upstream.ServerChangeException;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.Upstreams;
import io.gangway.websocket.Rebalances;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code upstreams}: groups of peers with their state. */
final class PeerResource {
    private final ConfigurationResource configuration;

    PeerResource(ConfigurationResource configuration) {
        this.configuration = configuration;
    }

    /** {@code GET upstreams}: those of the configuration, then the addresses of {@code proxy_pass}. */
    PhaseResult list(ApiRequest request) {
        Rebalances rebalances = request.exchange().generation().service(Rebalances.class);
        return request.json(groups(request.exchange().generation())
                .map(group -> of(group, rebalances, request.exchange().loop().currentTimeMillis() / 1000))
                .collect(Collectors.joining(",", "[", "]")));
    }

    static Stream<UpstreamGroup> groups(Generation generation) {
        Upstreams upstreams = generation.service(Upstreams.class);
        return upstreams == null
                ? Stream.empty()
                : Stream.concat(upstreams.declared().stream(), upstreams.implicit().stream());
    }

    /** Null where it was never on. */
    private static Map<String, Object> rebalance(UpstreamGroup group, Rebalances all) {
        return all.all().stream()
                .filter(each -> each.upstream().equals(group.label()))
                .findFirst()
                .map(each -> new JsonText()
                        .put("active", each.active())
                        .put("runs", each.runs())
                        .put("closed", each.closed())
                        .put("changed", each.changedMillis() == 0 ? null : JsonText.time(each.changedMillis()))
                        .map())
                .orElse(null);
    }

    private String of(UpstreamGroup group, Rebalances rebalances, long nowSeconds) {
        return new JsonText()
                .bytes("name", group.label())
                .put("method", configuration.method(group.label()))
                .put("changeable", isChangeable(group))
                .put("rebalance", rebalance(group, rebalances))
                .put(
                        "peers",
                        group.peers(nowSeconds).stream().map(PeerResource::of).toList())
                .toString();
    }

    private static boolean isChangeable(UpstreamGroup group) {
        return group.servers() != null && group.servers().isChangeable();
    }

    private static Map<String, Object> of(PeerStatus peer) {
        PeerCounts counts = peer.counts();
        return new JsonText()
                .put("id", peer.id())
                .bytes("server", peer.name())
                .bytes("name", peer.server())
                .put("backup", peer.backup())
                .put("weight", peer.weight())
                .put("state", state(peer))
                .put("since", peer.changedSeconds() == 0 ? null : JsonText.time(peer.changedSeconds() * 1000))
                .bytes("reason", peer.reason())
                .put("active", counts == null ? 0 : counts.active())
                .put("requests", counts == null ? 0 : counts.requests())
                .put("failures", counts == null ? 0 : counts.fails())
                .put("connections", counts == null ? 0 : counts.connections())
                .put("http2_connections", counts == null ? 0 : counts.http2Open())
                .put("http2_streams", counts == null ? 0 : counts.streams())
                .map();
    }

    static String state(PeerStatus peer) {
        return peer.state().name().toLowerCase(Locale.ROOT);
    }

    /** {@code PATCH upstreams/NAME/peers/ID}: responds with the peer. Changes are lost with the next reload. */
    PhaseResult change(ApiRequest request) {
        UpstreamGroup group = groups(request.exchange().generation())
                .filter(each -> each.label().equals(request.path().get(1)))
                .findFirst()
                .orElse(null);
        if (group == null) {
            return request.refuse(404, "UpstreamNotFound", "upstream not found");
        }
        if (!isChangeable(group)) {
            return request.refuse(400, "UpstreamStatic", "upstream is static, \"zone\" makes its peers changeable");
        }
        request.exchange().buffer(body -> {
            if (body != null) {
                String text = body.length() > PeerChange.MAX_BODY ? null : body.text();
                change(request, group, text == null ? "" : text);
            }
        });
        return PhaseResult.PENDING;
    }

    private static void change(ApiRequest request, UpstreamGroup group, String body) {
        PeerChange change;
        try {
            change = PeerChange.parse(ByteText.utf8(body));
        } catch (JsonException | IllegalArgumentException e) {
            request.refuse(400, "InvalidChange", "invalid change: " + e.getMessage());
            return;
        }
        int id = (int) Math.min(request.id(3), Integer.MAX_VALUE);
        long nowSeconds = request.exchange().loop().currentTimeMillis() / 1000;
        request.exchange().offload(() -> changed(group, id, change, nowSeconds), (peer, failure) -> {
            if (request.exchange().isEnded()) {
                return;
            }
            if (failure instanceof ServerChangeException e) {
                boolean unknown = e.reason() == ServerChangeException.Reason.NOT_FOUND;
                request.refuse(unknown ? 404 : 400, unknown ? "PeerNotFound" : "InvalidChange", e.getMessage());
            } else if (failure != null) {
                request.exchange().failed(failure);
            } else {
                request.json(peer);
            }
        });
    }

    /** Waits for locks, so not on a loop. */
    private static String changed(UpstreamGroup group, int id, PeerChange change, long nowSeconds)
            throws ServerChangeException {
        group.servers().change(id, null, change::applied);
        return group.peers(nowSeconds).stream()
                .filter(peer -> peer.id() == id)
                .map(peer -> JsonResponse.text(of(peer)))
                .findFirst()
                .orElse("null");
    }
}
