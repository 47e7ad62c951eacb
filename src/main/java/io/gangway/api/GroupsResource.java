package io.gangway.api;

import io.gangway.conf.ByteText;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.Upstreams;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /http/upstreams}: the groups with a {@code zone}, as in nginx Plus. */
final class GroupsResource implements Resource {
    @Override
    public Object get(ResourceRequest request) {
        Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
        for (UpstreamGroup group : upstreams(request).declared()) {
            if (group.zone() != null) {
                groups.put(ByteText.utf8(group.name()), GroupResource.json(group, request));
            }
        }
        return request.fields().ofEach(groups);
    }

    @Override
    public Resource child(String name, ResourceRequest request) throws ApiException {
        UpstreamGroup group = upstreams(request).declared(name);
        if (group == null) {
            throw new ApiException(404, "UpstreamNotFound", "upstream not found");
        }
        if (group.zone() == null) {
            throw new ApiException(400, "UpstreamStatic", "upstream is static");
        }
        return new GroupResource(group);
    }

    private static Upstreams upstreams(ResourceRequest request) {
        return request.generation().service(Upstreams.class);
    }
}
