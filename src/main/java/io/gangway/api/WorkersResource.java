package io.gangway.api;

import java.util.Set;

/** {@code /workers}: the only process. */
record WorkersResource(ServerCounters counters) implements Resource {
    @Override
    public Object get(ResourceRequest request) {
        return counters.workers(request);
    }

    @Override
    public Resource child(String name, ResourceRequest request) throws ApiException {
        if (!name.equals("0")) {
            throw new ApiException(404, "WorkerNotFound", "worker not found");
        }
        return Resource.counters(counters::worker, this::reset);
    }

    @Override
    public Set<String> changes() {
        return Set.of("DELETE");
    }

    @Override
    public ApiResult change(ResourceRequest request) {
        reset(request);
        return ApiResult.NO_CONTENT;
    }

    private void reset(ResourceRequest request) {
        counters.resetConnections(request);
        counters.resetRequests(request);
    }
}
