package io.gangway.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A path whose value is the list of the paths below it. Immutable once it is built. */
final class Directory implements Resource {
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(int since, Resource resource, Predicate<ResourceRequest> present) {
        boolean isPresent(ResourceRequest request) {
            return request.version() >= since && present.test(request);
        }
    }

    /**
     * Adds a path.
     *
     * @param since the version of the API that introduced it
     */
    Directory add(String name, int since, Resource resource) {
        return add(name, since, resource, request -> true);
    }

    /**
     * Adds a path that is not always there.
     *
     * @param present whether it is, for this configuration
     */
    Directory add(String name, int since, Resource resource, Predicate<ResourceRequest> present) {
        entries.put(name, new Entry(since, resource, present));
        return this;
    }

    @Override
    public Object get(ResourceRequest request) {
        List<String> names = new ArrayList<>();
        entries.forEach((name, entry) -> {
            if (entry.isPresent(request)) {
                names.add(name);
            }
        });
        return names;
    }

    @Override
    public Resource child(String name, ResourceRequest request) throws ApiException {
        Entry entry = entries.get(name);
        if (entry == null || !entry.isPresent(request)) {
            throw ApiException.pathNotFound();
        }
        return entry.resource();
    }
}
