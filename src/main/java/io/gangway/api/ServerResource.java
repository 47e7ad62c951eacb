package io.gangway.api;

import io.gangway.upstream.GroupServers;
import io.gangway.upstream.PeerSettings;
import io.gangway.upstream.ServerChangeException;
import java.util.Set;

/** {@code /http/upstreams/NAME/servers/ID}: a server of a group. PATCH changes it, DELETE removes it. */
record ServerResource(GroupServers servers, int id) implements Resource {
    @Override
    public Object get(ResourceRequest request) throws ApiException {
        try {
            return ServerJson.of(servers.get(id), request.version());
        } catch (ServerChangeException e) {
            throw ServersResource.refused(e);
        }
    }

    @Override
    public Set<String> changes() {
        return Set.of("PATCH", "DELETE");
    }

    @Override
    public ApiResult change(ResourceRequest request) throws ApiException {
        try {
            if (request.method().equals("DELETE")) {
                servers.remove(id);
                return new ApiResult(200, ServerJson.ofAll(servers, request.version()));
            }
            ServerParameters parameters = ServerParameters.parse(request.body(), request.version());
            PeerSettings present = servers.get(id).settings();
            parameters.checkBackup(present);
            return new ApiResult(
                    200, ServerJson.of(servers.change(id, parameters.host(), parameters::applied), request.version()));
        } catch (ServerChangeException e) {
            throw ServersResource.refused(e);
        }
    }
}
