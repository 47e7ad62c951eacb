package io.gangway.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A path whose value is the list of the paths below it. Immutable once it is built. */
final class Directory implements Resource {
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(int since, Resource resource) {}

    /**
     * Adds a path.
     *
     * @param since the version of the API that introduced it
     */
    Directory add(String name, int since, Resource resource) {
        entries.put(name, new Entry(since, resource));
        return this;
    }

    @Override
    public Object get(ResourceRequest request) {
        List<String> names = new ArrayList<>();
        entries.forEach((name, entry) -> {
            if (request.version() >= entry.since()) {
                names.add(name);
            }
        });
        return names;
    }

    @Override
    public Resource child(String name, ResourceRequest request) throws ApiException {
        Entry entry = entries.get(name);
        if (entry == null || request.version() < entry.since()) {
            throw ApiException.pathNotFound();
        }
        return entry.resource();
    }
}
