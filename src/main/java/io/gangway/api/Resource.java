package io.gangway.api;

import java.util.Map;
import java.util.Set;

/** One path of the API. Immutable; methods run off the loops and may take locks. */
interface Resource {
    /** The value for GET: maps, lists, texts, numbers, booleans. */
    Object get(ResourceRequest request) throws ApiException;

    /** The resource below, by the next part of the path. */
    default Resource child(String name, ResourceRequest request) throws ApiException {
        throw ApiException.pathNotFound();
    }

    /** The methods besides GET and HEAD. */
    default Set<String> changes() {
        return Set.of();
    }

    /** Carries out one of {@link #changes}. */
    default ApiResult change(ResourceRequest request) throws ApiException {
        throw new IllegalStateException("no change of " + this);
    }

    /** Reads an object. */
    interface Reading {
        Map<String, Object> read(ResourceRequest request) throws ApiException;
    }

    /** Sets counters to 0. */
    interface Reset {
        void run(ResourceRequest request) throws ApiException;
    }

    /** An object whose fields can be chosen. */
    static Resource object(Reading reading) {
        return request -> request.fields().of(reading.read(request));
    }

    /** An object with counters, which DELETE sets to 0. */
    static Resource counters(Reading reading, Reset reset) {
        return new Resource() {
            @Override
            public Object get(ResourceRequest request) throws ApiException {
                return request.fields().of(reading.read(request));
            }

            @Override
            public Set<String> changes() {
                return Set.of("DELETE");
            }

            @Override
            public ApiResult change(ResourceRequest request) throws ApiException {
                reset.run(request);
                return ApiResult.NO_CONTENT;
            }
        };
    }
}
