package io.gangway.api;

import io.gangway.upstream.GroupServers;
import io.gangway.upstream.ServerChangeException;
import java.util.Set;

/** {@code /http/upstreams/NAME/servers}: the servers of a group. POST adds one. */
record ServersResource(GroupServers servers) implements Resource {
    @Override
    public Object get(ResourceRequest request) {
        return ServerJson.ofAll(servers, request.version());
    }

    @Override
    public Resource child(String name, ResourceRequest request) throws ApiException {
        if (!name.matches("[0-9]{1,9}")) {
            throw new ApiException(400, "UpstreamBadServerId", "invalid server ID");
        }
        int id = Integer.parseInt(name);
        if (!request.method().equals("POST")) {
            find(servers, id);
        } else if (servers.list().stream().anyMatch(server -> server.id() == id)) {
            throw new ApiException(409, "EntryExists", "entry exists");
        }
        return new ServerResource(servers, id);
    }

    static void find(GroupServers servers, int id) throws ApiException {
        try {
            servers.get(id);
        } catch (ServerChangeException e) {
            throw refused(e);
        }
    }

    @Override
    public Set<String> changes() {
        return Set.of("POST");
    }

    @Override
    public ApiResult change(ResourceRequest request) throws ApiException {
        ServerParameters parameters = ServerParameters.parse(request.body(), request.version());
        if (parameters.host() == null) {
            throw new ApiException(400, "UpstreamConfFormatError", "missing \"server\" argument");
        }
        try {
            return new ApiResult(
                    201, ServerJson.of(servers.add(parameters.host(), parameters.settings()), request.version()));
        } catch (ServerChangeException e) {
            throw refused(e);
        }
    }

    /** The error of nginx Plus for a change that is not possible. */
    static ApiException refused(ServerChangeException e) {
        return switch (e.reason()) {
            case STATIC -> new ApiException(400, "UpstreamStatic", e.getMessage());
            case NOT_FOUND -> new ApiException(404, "UpstreamServerNotFound", e.getMessage());
            case IMMUTABLE -> new ApiException(400, "UpstreamServerImmutable", e.getMessage());
            case NO_RESOLVER -> new ApiException(400, "UpstreamConfNoResolver", e.getMessage());
            case WEIGHT -> new ApiException(400, "UpstreamBadWeight", e.getMessage());
            case SLOW_START -> new ApiException(400, "UpstreamBadSlowStart", e.getMessage());
            case NO_BACKUP -> new ApiException(400, "UpstreamNoBackup", e.getMessage());
        };
    }
}
