package io.gangway.api;

import io.gangway.conf.ByteText;
import io.gangway.metrics.PeerCounts;
import io.gangway.upstream.PeerStatus;
import io.gangway.upstream.UpstreamGroup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /http/upstreams/NAME}: the peers of a group with their counters, which DELETE sets to 0. */
record GroupResource(UpstreamGroup group) implements Resource {
    @Override
    public Object get(ResourceRequest request) {
        return request.fields().of(json(group, request));
    }

    static Map<String, Object> json(UpstreamGroup group, ResourceRequest request) {
        List<PeerStatus> peers = group.peers(request.nowSeconds());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("peers", peers.stream().map(peer -> PeerJson.of(peer, request)).toList());
        json.put("keepalive", group.idleConnections());
        json.put("zombies", group.servers().zombies());
        json.put("zone", ByteText.utf8(group.zone()));
        return json;
    }

    @Override
    public Resource child(String name, ResourceRequest request) throws ApiException {
        if (!name.equals("servers")) {
            throw ApiException.pathNotFound();
        }
        return new ServersResource(group.servers());
    }

    @Override
    public Set<String> changes() {
        return Set.of("DELETE");
    }

    @Override
    public ApiResult change(ResourceRequest request) {
        group.peers(request.nowSeconds()).stream()
                .map(PeerStatus::counts)
                .filter(counts -> counts != null)
                .forEach(PeerCounts::reset);
        return ApiResult.NO_CONTENT;
    }
}
